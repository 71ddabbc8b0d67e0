package jacquard.compiler.cost;

/// What a machine can do at most, on `threads` threads together: `gflops` in `f32` over vectors of `vectorBits` bits (0 for scalar code), a
/// multiply-add counting as two operations, and `gigabytesPerSecond` read and written in memory larger than its caches.
public record Machine(int threads, int vectorBits, double gflops, double gigabytesPerSecond) {
  private static final int FLOAT_BITS = 32;

  /// Round figures of one core with 256-bit vectors, for output that must not depend on where it is made.
  public static final Machine NOMINAL = new Machine(1, 256, 100, 20);

  /// Operations per nanosecond of code with `lanes` elements per vector, on `onThreads` threads: in `f64`, and in scalar code, an
  /// instruction does fewer.
  public double gflops(int lanes, int onThreads) {
    double widest = Math.max(1, (double) vectorBits / FLOAT_BITS);
    return gflops * Math.min(1, lanes / widest) * Math.min(onThreads, threads) / threads;
  }
}
