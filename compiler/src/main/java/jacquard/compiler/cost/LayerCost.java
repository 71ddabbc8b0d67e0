package jacquard.compiler.cost;

/// Predicted time of a layer, a roofline with overhead (Williams, Waterman & Patterson 2009, doi:10.1145/1498765.1498785):
///
///     time = max(operations / efficiency, (weights + activations / 8) · bytes · balance) + overhead    in operations at the peak
///
/// `balance` is how many operations the machine does at its peak while memory delivers one byte: measured, and rounded to a power of
/// two, so that a decision does not change with the noise of a measurement. Layers of one program are compared, so the peak itself
/// cancels out. Activations of one example mostly stay in caches, an eighth as far away as memory.
///
/// Efficiencies are those of this compiler's kernels, as fractions of the peak. Measured inside chains of layers (`f32`, one thread,
/// 512-bit vectors, an AMD EPYC of family 26, batch 1, peak 274 GFLOP/s); larger layers of VGG's shapes:
///
/// | kernel | GFLOP/s | taken as |
/// | --- | --- | --- |
/// | 3x3, 64 to 512 channels, 56x56 to 28x28 | 211 to 246 | 0.80 |
/// | 3x1 | 208 to 235 | 0.80 |
/// | 1x3 | 237 to 255 | 0.85 |
/// | 1x1 | 162 to 248 | 0.70 |
/// | any, from 3 channels | 20 to 50 | 0.12 |
/// | depthwise, channels in blocks: 3x3; 3x1, 1x3 | 43; 17 to 35 | 0.15; 0.1 |
/// | depthwise, channels that fill no block: 3x3; 3x1, 1x3 | 0.5 to 5; 20 to 65 | 0.01; 0.1 |
public final class LayerCost {
  /// Few cores with slow memory; taken where nothing was measured.
  public static final int USUAL_BALANCE = 16;

  /// A call and its loops: about a microsecond.
  static final double OVERHEAD = 3e5;
  private static final double CACHE = 8;
  private static final int BYTES = 4;
  /// Channels that lie next to each other in memory.
  private static final int BLOCK = Core.LINE_BYTES / BYTES;
  private static final double DENSE = 0.8;
  private static final double ROW = 0.85;
  private static final double POINTWISE = 0.7;
  private static final double FROM_FEW = 0.12;
  private static final double DEPTHWISE = 0.15;
  private static final double DEPTHWISE_LINE = 0.1;
  private static final double DEPTHWISE_PLAIN = 0.01;

  private final double balance;

  public LayerCost(double balance) {
    this.balance = balance;
  }

  /// In operations at the peak.
  public double time(LayerWork work) {
    return Math.max(work.operations() / efficiency(work), (work.weights() + work.activations() / CACHE) * BYTES * balance) + OVERHEAD;
  }

  private static double efficiency(LayerWork work) {
    int lines = 0;
    for (int extent : work.kernel()) {
      lines += extent > 1 ? 1 : 0;
    }
    if (work.isDepthwise()) {
      return lines < 2 ? DEPTHWISE_LINE : work.outs() % BLOCK == 0 ? DEPTHWISE : DEPTHWISE_PLAIN;
    }
    if (work.ins() / work.groups() < Worth.FEW_CHANNELS || work.outs() / work.groups() < Worth.FEW_CHANNELS) {
      return FROM_FEW;
    }
    if (lines == 0) {
      return POINTWISE;
    }
    return lines == 1 && work.kernel().getLast() > 1 ? ROW : DENSE;
  }
}
