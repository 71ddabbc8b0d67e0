package jacquard.compiler.scalar;

/// `σ(x) = 1 / (1 + e⁻ˣ)`.
///
/// Largest error (samples): f32 2.4 ulp, f64 2.0.
///
/// With `e = e^−|x|` and `i = 1/(1 + e)` it is i above 0, `e·i` below: nothing overflows, and `σ(x)·σ(−x)`, the slope, takes one
/// exponential and one division.
final class SigmoidCode {
  private SigmoidCode() {}

  static int sigmoid(FloatMath m, int x) {
    return ofDecay(m, x, ExpCode.exp(m, m.neg(m.abs(x))));
  }

  /// `1 / (1 + decay)`, of negative x `decay / (1 + decay)`.
  static int ofDecay(FloatMath m, int x, int decay) {
    int one = m.constant(1);
    int inverse = m.div(one, m.add(one, decay));
    return m.select(m.lt(x, m.constant(0)), m.mul(decay, inverse), inverse);
  }
}
