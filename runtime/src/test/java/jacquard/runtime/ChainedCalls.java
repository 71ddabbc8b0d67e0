package jacquard.runtime;

import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// Calls that tell whether they ran as they should, and kernels that wait: for tests of threads.
final class ChainedCalls {
  static final int WIDTH = 64;

  /// One step of a chain that comes out differently if any call sees less than all calls before it:
  /// `next[i] = 31 prev[i] + prev[(i + args[0]) mod WIDTH] + 1`, one element per tile, the two arrays changing roles.
  static final Kernel MIX = (memory, args, from, to) -> {
    int[] prev = memory.i32[args[1]];
    int[] next = memory.i32[1 - args[1]];
    for (int i = from; i < to; i++) {
      next[i] = 31 * prev[i] + prev[(i + args[0]) % WIDTH] + 1;
    }
  };

  private ChainedCalls() {}

  /// With a pool of their own, as if there were `threads` processors.
  static Workers workers(int threads) {
    return new Workers(new Pool(() -> threads, Thread::start), threads);
  }

  static Call[] mixes(int count) {
    Call[] calls = new Call[count];
    for (int i = 0; i < count; i++) {
      calls[i] = new Call(0, new int[] {1 + i % 7, i % 2}, WIDTH, i % 5 != 3, "mix" + i);
    }
    return calls;
  }

  static Memory twoRows() {
    Memory memory = new Memory();
    memory.i32[0] = new int[WIDTH];
    memory.i32[1] = new int[WIDTH];
    return memory;
  }

  static int[] expected(Call[] calls, int runs) {
    Memory memory = twoRows();
    for (int run = 0; run < runs; run++) {
      for (Call call : calls) {
        MIX.run(memory, call.args(), 0, call.tiles());
      }
    }
    return memory.i32[0];
  }

  /// Waits in each chunk until `threads` threads have come, on a machine that may have other things to do.
  static Kernel meeting(int threads, Set<Thread> seen) {
    return (memory, args, from, to) -> {
      seen.add(Thread.currentThread());
      for (int i = 0; i < 10_000 && seen.size() < threads; i++) {
        sleep(1);
      }
    };
  }

  static void sleep(int milliseconds) {
    long end = System.nanoTime() + milliseconds * 1_000_000L;
    while (System.nanoTime() < end) {
      Thread.yield();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
