package jacquard.compiler.bench;

import jacquard.ir.DType;
import jacquard.ir.UserError;
import jacquard.runtime.Kernel;
import jacquard.runtime.KernelLoader;
import jacquard.runtime.Memory;
import jacquard.runtime.VectorSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/// The most fused multiply-adds in `f32` that this machine does, through the same kind of code as Jacquard's kernels: generated
/// bytecode over the widest vectors, or scalars where there are none.
///
/// Units    GFLOP/s, a multiply-add counting as two operations, over all threads together.
///
/// Each thread runs [PeakKernel] in rounds that start together; the best round counts, since everything that disturbs a round only slows
/// it.
public final class Peak {
  /// Hides a latency of 4 cycles on two units with room to spare, and leaves 12 of 32 registers.
  private static final int ACCUMULATORS = 20;
  /// For machines of 16 vector registers, where 20 accumulators would go through memory.
  private static final int FEWER_ACCUMULATORS = 12;
  private static final int FLOAT_BITS = 32;
  private static final int ITERATIONS = 2_000;
  private static final int ROUNDS = 30;
  private static final long ROUND_NS = 8_000_000L;

  private Peak() {}

  /// Measures on `threads` threads; takes about a second.
  public static double gflops(int threads) {
    int lanes = Math.max(1, VectorSupport.bits() / FLOAT_BITS);
    return Math.max(gflops(new PeakKernel(lanes, ACCUMULATORS), threads), gflops(new PeakKernel(lanes, FEWER_ACCUMULATORS), threads));
  }

  private static double gflops(PeakKernel form, int threads) {
    Kernel kernel = KernelLoader.load(form.emit());
    var barrier = new CyclicBarrier(threads);
    List<Runner> runners = new ArrayList<>();
    List<Thread> started = new ArrayList<>();
    try {
      for (int t = 0; t < threads; t++) {
        var runner = new Runner(kernel, (double) ITERATIONS * form.accumulators(), barrier);
        runners.add(runner);
        started.add(Thread.ofPlatform().daemon().name("jacquard-peak-" + t).start(runner));
      }
      for (Thread thread : started) {
        thread.join();
      }
    } catch (InterruptedException e) {
      started.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (OutOfMemoryError e) {
      started.forEach(Thread::interrupt);
      throw noThreads(threads, e);
    }
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int r = round;
      long begin = runners.stream().mapToLong(x -> x.begin[r]).min().orElse(0);
      long end = runners.stream().mapToLong(x -> x.end[r]).max().orElse(1);
      long calls = runners.stream().mapToLong(x -> x.calls).sum();
      best = Math.max(best, calls * ITERATIONS * form.operations() / Math.max(1, end - begin));
    }
    return best;
  }

  static UserError interrupted(InterruptedException e) {
    return UserError.of("bench/interrupted").problem("the measurement was interrupted").cause(e).build();
  }

  static UserError noThreads(int threads, OutOfMemoryError e) {
    return UserError.of("bench/threads").problem("the system does not give the threads to measure on")
        .got("%s", String.valueOf(e.getMessage()))
        .expected("%d threads", threads).fix("measure on fewer threads, or raise the limit of processes").cause(e).build();
  }

  /// One thread: warms up, then runs its rounds, each begun together with all others.
  private static final class Runner implements Runnable {
    private final Kernel kernel;
    private final double multiplyAdds;
    private final CyclicBarrier barrier;
    private final Memory memory = new Memory();
    private final int[] args = {};
    final long[] begin = new long[ROUNDS];
    final long[] end = new long[ROUNDS];
    long calls;

    /// Of a kernel that does so many multiply-adds, of vectors or scalars, in a call.
    Runner(Kernel kernel, double multiplyAdds, CyclicBarrier barrier) {
      this.kernel = kernel;
      this.multiplyAdds = multiplyAdds;
      this.barrier = barrier;
      memory.allocate(DType.F32, Memory.SCRATCH, PeakKernel.MEMORY_ELEMENTS);
      memory.f32[Memory.SCRATCH][0] = 1e-3f; // small, so that sums stay finite
      memory.f32[Memory.SCRATCH][1] = 1e-3f;
    }

    @Override
    public void run() {
      try {
        barrier.await();
        long nanosPerCall = UntilCompiled.fastest(() -> run(1), multiplyAdds, System::nanoTime);
        calls = Math.max(1, ROUND_NS / nanosPerCall);
        for (int round = 0; round < ROUNDS; round++) {
          barrier.await();
          begin[round] = System.nanoTime();
          run(calls);
          end[round] = System.nanoTime();
        }
      } catch (InterruptedException | BrokenBarrierException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void run(long times) {
      for (long i = 0; i < times; i++) {
        kernel.run(memory, args, 0, ITERATIONS);
      }
    }
  }
}
