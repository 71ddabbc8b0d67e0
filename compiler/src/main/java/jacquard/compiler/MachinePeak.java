package jacquard.compiler;

import jacquard.compiler.bench.Peak;

/// The most fused multiply-adds in `f32` that this machine does through code like Jacquard's own, to compare kernels with.
public final class MachinePeak {
  private MachinePeak() {}

  /// GFLOP/s of `threads` threads together, a multiply-add counting as two operations; takes about a second.
  public static double gflops(int threads) {
    return Peak.gflops(threads);
  }
}
