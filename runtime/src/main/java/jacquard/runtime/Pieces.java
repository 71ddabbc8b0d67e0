package jacquard.runtime;

import jacquard.ir.Interrupted;
import java.util.function.IntConsumer;

/// Work that belongs to no program, as drawing weights, in pieces that any thread may do in any order: on the calling thread and helpers of
/// the process's [Pool].
public final class Pieces {
  private Pieces() {}

  /// Does `work` for the numbers `[0, count)`. What it throws ends the run, once all threads have stopped, and is thrown here.
  ///
  /// Errors: [Interrupted], where the calling thread is interrupted; pieces that have not begun are left out.
  public static void run(int count, IntConsumer work) {
    Interrupted.check();
    Thread caller = Thread.currentThread();
    Kernel kernel = (memory, args, from, to) -> {
      for (int piece = from; piece < to && !caller.isInterrupted(); piece++) {
        work.accept(piece);
      }
    };
    int threads = Math.clamp(Math.min(count, Runtime.getRuntime().availableProcessors()), 1, Workers.MAX_THREADS);
    var workers = new Workers(Pool.OF_PROCESS, threads);
    try {
      workers.run(new Call[] {new Call(0, new int[0], count, true, "pieces")}, new Kernel[] {kernel}, new Memory(), null);
    } catch (KernelFailure e) {
      throw e.unwrapped();
    }
    Interrupted.check();
  }
}
