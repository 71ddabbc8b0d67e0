package jacquard.ir.loop;

/// `1 / (1 + e⁻ʷ)` with `w = 2√(2/π)·(x + 0.044715·x³)` in double, for reference evaluation.
///
/// What the approximation of gelu by tanh multiplies `x` by, `½(1 + tanh(w/2))`, without the cancellation. `w` is computed in two doubles:
/// one rounding of it would cost w roundings of the result. Sums and products of two doubles: Dekker 1971.
final class GeluGate {
  static final double SCALE = 2 * Math.sqrt(2 / Math.PI);
  static final double CUBIC = 0.044715;

  /// What is left of `2√(2/π)`.
  private static final double SCALE_LOW = -0x1.cbc0d30ebfd15p-54;

  /// What is left of 0.044715.
  private static final double CUBIC_LOW = 0x1.441355475a31ap-59;

  /// From here on the result is 0 or 1.
  static final double SATURATED = 22;

  private GeluGate() {}

  static double at(double x) {
    double z = Math.min(Math.abs(x), SATURATED);
    double square = z * z;
    double cubic = CUBIC * square;
    double cubicLow = Math.fma(CUBIC, square, -cubic) + CUBIC * Math.fma(z, z, -square) + CUBIC_LOW * square;
    double factor = 1 + cubic;
    double back = factor - 1;
    double factorLow = 1 - (factor - back) + (cubic - back) + cubicLow;
    double linear = SCALE * z;
    double linearLow = Math.fma(SCALE, z, -linear) + SCALE_LOW * z;
    double w = linear * factor;
    double low = Math.fma(linear, factor, -w) + linear * factorLow + linearLow * factor;
    double decay = StrictMath.exp(-w);
    decay -= decay * low;
    return (x < 0 ? decay : 1) / (1 + decay);
  }
}
