package jacquard.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Brings kernels through the compilers of the virtual machine without waiting for them to run the network.
///
/// HotSpot compiles a method with C1 after 200 calls, and with C2 after 5,000 more, or inside a loop after 40,000 turns, which it then
/// compiles once more as a whole. A tile of a convolution takes up to tens of milliseconds until then, so that loops come first, and C2
/// spends most of its time on code that is thrown away. Kernels help ([Kernel#rehearse]): their methods can be called in no time, and what
/// C2 has to know of their branches, a few short runs in between tell it.
final class Rehearsal {
  /// Kernels that are rehearsed beside each other: enough for C2 to have the next one when it is done, and so few that its queue does not
  /// raise the thresholds.
  private static final int ABREAST = 3;
  private static final int CALLS_TO_C1 = 250;
  private static final int CALLS_TO_C2 = 6000;
  /// Short runs that C1's code counts branches in.
  private static final int PLACES = 4;
  /// How many times faster a short run is when C2 has compiled all that it calls: more than a thousand, as measured; and a tile of one row
  /// that it has not compiled is a tenth of the whole.
  private static final int FASTER = 1000;
  /// As long as a short run takes that is compiled already, with a part that other kernels share.
  private static final long FAST_NANOS = 20_000;
  /// As long as one takes of scalar code alone, of which there is nothing to run.
  private static final long NOTHING_NANOS = 1_000;
  private static final long POLL_NANOS = 10_000_000;
  private static final long LONGEST_NANOS = 2_000_000_000L;

  private final Kernel kernel;
  private final Memory memory;
  private final Call call;
  private final long began = System.nanoTime();
  private long next = began;
  private long slow;
  private int steps;
  private boolean isFast;

  private Rehearsal(Kernel kernel, Memory memory, Call call) {
    this.kernel = kernel;
    this.memory = memory;
    this.call = call;
  }

  /// Rehearses the kernels of `calls`, each class once, in the memory of a plan for one example, as long as `wanted`; whether all of them
  /// are compiled then.
  static boolean of(Call[] calls, Kernel[] kernels, Memory memory, BooleanSupplier wanted) {
    var classes = new HashSet<Class<?>>();
    Queue<Call> waiting = new ArrayDeque<>();
    for (Call call : calls) {
      if (classes.add(kernels[call.kernel()].getClass())) {
        waiting.add(call);
      }
    }
    List<Rehearsal> abreast = new ArrayList<>();
    boolean allFast = true;
    while (wanted.getAsBoolean() && !(waiting.isEmpty() && abreast.isEmpty())) {
      while (abreast.size() < ABREAST && !waiting.isEmpty()) {
        Call call = waiting.remove();
        abreast.add(new Rehearsal(kernels[call.kernel()], memory, call));
      }
      long soonest = abreast.stream().mapToLong(r -> r.next - System.nanoTime()).min().orElse(0);
      LockSupport.parkNanos(Math.clamp(soonest, 0, POLL_NANOS));
      for (Rehearsal rehearsal : List.copyOf(abreast)) {
        if (rehearsal.isOver()) {
          abreast.remove(rehearsal);
          allFast &= rehearsal.isFast;
        }
      }
    }
    return allFast && waiting.isEmpty() && abreast.isEmpty();
  }

  /// Takes the next step if its time has come; whether there is none after it.
  private boolean isOver() {
    if (System.nanoTime() < next) {
      return false;
    }
    if (steps == 0) {
      if (!kernel.rehearse(memory, call.args(), -1, 0)) {
        return true;
      }
      call(CALLS_TO_C1);
    } else if (steps <= PLACES) {
      slow = Math.max(slow, brief(steps - 1));
      isFast = slow <= NOTHING_NANOS;
      call(CALLS_TO_C1);
    } else {
      call(CALLS_TO_C2);
      isFast = IntStream.range(0, PLACES).allMatch(place -> brief(place) <= Math.max(slow / FASTER, FAST_NANOS));
    }
    steps++;
    next = System.nanoTime() + (steps <= PLACES ? POLL_NANOS / 4 : POLL_NANOS);
    return isFast || System.nanoTime() - began > LONGEST_NANOS;
  }

  private void call(int calls) {
    for (int i = 0; i < calls; i++) {
      kernel.rehearse(memory, call.args(), -1, 0);
    }
  }

  /// The nanoseconds of a short run, at one of the places from the first tile to the last: branches are taken at borders that are not
  /// between them.
  private long brief(int place) {
    long from = System.nanoTime();
    kernel.rehearse(memory, call.args(), 1, (int) ((long) place * (call.tiles() - 1) / (PLACES - 1)));
    return System.nanoTime() - from;
  }
}
