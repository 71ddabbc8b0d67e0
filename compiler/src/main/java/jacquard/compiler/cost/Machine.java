package jacquard.compiler.cost;

/// A machine as costs are counted on it: what `threads` threads on cores like `core` do at most together, `gflops` in `f32`, a multiply-add
/// counting as two operations, and `gigabytesPerSecond` read and written in memory larger than the caches.
public record Machine(int threads, Core core, double gflops, double gigabytesPerSecond) {
  /// Round figures of a core that starts two multiply-adds a cycle at 3.1 GHz, one thread, by bits of a vector.
  private static final double GFLOPS_PER_BIT = 100.0 / 256;

  /// What is the same everywhere, as layouts and with them the order of sums are, is weighed for this machine, wherever it is compiled:
  /// one thread, 512-bit vectors, 200 GFLOP/s, 20 GB/s.
  public static final Machine NOMINAL = nominal(512);

  /// The same with vectors of this width.
  public static Machine nominal(int vectorBits) {
    return new Machine(1, Core.of(vectorBits), GFLOPS_PER_BIT * vectorBits, 20);
  }

  /// Operations per nanosecond of code with `lanes` elements per vector, on `onThreads` threads: in `f64`, and in scalar code, an
  /// instruction does fewer.
  public double gflops(int lanes, int onThreads) {
    return gflops * Math.min(1, lanes / (double) core.floats()) * Math.min(onThreads, threads) / threads;
  }
}
