package jacquard.runtime;

import jacquard.api.Model;
import jacquard.api.Program;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The child process of `ManyCallersTest`: `CALLERS` virtual threads run one program `CALLS` times each, and the process may have few
/// threads.
///
/// Prints one line of `name=value` each for what the test asks about. Ends with an error where a result differs from one caller's.
final class ManyCallers {
  private static final int CALLERS = 1000;
  private static final int CALLS = 20;
  private static final int INPUTS = 20;
  private static final Shape INPUT = Shape.of(4, 64, 64);
  private static final int MOST_THREADS = 1000;
  private static final long PAUSE_MS = 1500;

  private ManyCallers() {}

  public static void main(String[] args) throws Exception {
    // Little work on values so large that the memory of a few contexts would show among what else is on the heap.
    Model model = Model.define("large", INPUT, x -> x.conv(8, 3, c -> c.padding(1)).relu().maxPool(2).flatten().dense(10));
    Program program = model.compile();
    List<NdArray> inputs = new ArrayList<>();
    List<NdArray> expected = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      inputs.add(input(i));
      expected.add(program.predict(inputs.get(i)));
    }
    long alone = usedBytes();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int c = 0; c < CALLERS; c++) {
        int first = c;
        all.add(callers.submit(() -> {
          for (int call = 0; call < CALLS; call++) {
            int i = (first + call) % INPUTS;
            if (!program.predict(inputs.get(i)).equals(expected.get(i))) {
              throw new AssertionError("caller " + first + ", call " + call + ": other bits");
            }
          }
        }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    System.out.println("workers=" + workers());
    Thread.sleep(PAUSE_MS);
    System.out.println("alone=" + alone);
    System.out.println("after=" + usedBytes());
    if (!program.predict(inputs.getFirst()).equals(expected.getFirst())) {
      throw new AssertionError("other bits after the pause");
    }
    System.out.println("threads=" + threadsToBeHad());
    System.exit(0);
  }

  private static NdArray input(int seed) {
    var random = new Philox(seed, 1, 0);
    float[] x = new float[Math.toIntExact(INPUT.size())];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.normal(i);
    }
    return NdArray.of(INPUT.batched().bound(1), x);
  }

  /// Helper threads alive; none of those started has been idle long enough to end.
  private static int workers() {
    return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false)).map(t -> t.getThreadName())
        .filter(n -> n.startsWith("jacquard-worker-")).toList().size();
  }

  private static long usedBytes() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /// How many threads the system still gives, up to `MOST_THREADS`: whether a limit was in force at all.
  private static int threadsToBeHad() {
    for (int i = 0; i < MOST_THREADS; i++) {
      try {
        Thread.ofPlatform().daemon().start(ManyCallers::sleep);
      } catch (OutOfMemoryError e) {
        return i;
      }
    }
    return MOST_THREADS;
  }

  private static void sleep() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
