package jacquard.compiler.scalar;

/// `1 / (1 + e⁻ʷ)` with `w = C·z·(1 + K·z²)`, `C = 2√(2/π)`, `K = 0.044715`, on z = |x|.
///
/// Largest error (samples): f32 2.7 ulp, f64 2.0.
///
/// w is computed in two floats (Dekker 1971, Muller et al. 2010, chapter 4): one rounding of it would cost w roundings of the result.
final class GeluGateCode {
  private static final double SCALE = 0x1.9884533d43651p0;
  private static final double SCALE_LOW_F32 = -0x1.857936p-25;
  private static final double SCALE_LOW_F64 = -0x1.cbc0d30ebfd15p-54;
  private static final double CUBIC = 0x1.6e4e26d4801f7p-5;
  private static final double CUBIC_LOW_F32 = 0x1.a9003ep-30;
  private static final double CUBIC_LOW_F64 = 0x1.441355475a31ap-59;

  private GeluGateCode() {}

  static int gate(FloatMath m, int x) {
    int z = m.atMost(m.abs(x), m.constant(11, 22)); // e⁻ʷ is 0 from 10.8 and 21.6 on
    return SigmoidCode.ofDecay(m, x, decay(m, z));
  }

  /// `e⁻ʷ`.
  private static int decay(FloatMath m, int z) {
    int one = m.constant(1);
    int cubic = m.constant(CUBIC);
    int square = m.mul(z, z);
    int rise = m.mul(cubic, square);
    int riseLow = m.fma(cubic, m.fma(z, z, m.neg(square)),
        m.fma(m.constant(CUBIC_LOW_F32, CUBIC_LOW_F64), square, m.fma(cubic, square, m.neg(rise))));
    int factor = m.add(one, rise);
    int back = m.sub(factor, one);
    int factorLow = m.add(m.add(m.sub(one, m.sub(factor, back)), m.sub(rise, back)), riseLow); // Knuth's TwoSum
    int scale = m.constant(SCALE);
    int linear = m.mul(scale, z);
    int linearLow = m.fma(m.constant(SCALE_LOW_F32, SCALE_LOW_F64), z, m.fma(scale, z, m.neg(linear)));
    int w = m.mul(linear, factor);
    int low = m.fma(linear, factorLow, m.fma(linearLow, factor, m.fma(linear, factor, m.neg(w))));
    return ExpCode.ofSum(m, m.neg(w), m.neg(low)).value(m);
  }
}
