package jacquard.compiler.scalar;

/// `ln x` and `ln(1 + x)`.
///
/// Largest error, f32 (every number from 2⁻³¹ to 128): log 0.86 ulp, log1p 1.44; f64 (samples): 0.8 and 1.4.
///
/// `x = 2ᵏ·(1 + f)` with 1 + f in [√½, √2), by integer arithmetic on the bits, then `ln x = k·ln 2 + ln(1 + f)` with ln 2 in two pieces.
/// f32: `ln(1 + f) = f - f²/2 + f³·P(f)`. f64, with `s = f/(2 + f)`: `ln(1 + f) = f - (f²/2 - s·(f²/2 + R))`, `R = s²·K(s²)` (the forms of
/// fdlibm's e_log.c, s_log1p.c). Coefficients as in [ExpCode].
final class LogCode {
  /// P: 2⁻²⁷·³ relative to the logarithm.
  private static final double[] F32 = {0x1.555554p-2, -0x1.000226p-2, 0x1.99a01ep-3, -0x1.54728ep-3, 0x1.22d8fep-3, -0x1.0d81e2p-3,
      0x1.055fe4p-3, -0x1.38ce94p-4};

  /// K: 2⁻⁵⁹·⁴.
  private static final double[] F64 = {0x1.5555555555592p-1, 0x1.999999997ff14p-2, 0x1.24924941e2091p-2, 0x1.c71c521366436p-3,
      0x1.74663d2eccc6ap-3, 0x1.39a1e093f41bep-3, 0x1.2f041c1a75c8ep-3};

  private static final double LN2_HIGH_F32 = 0x1.62e8p-1;
  private static final double LN2_LOW_F32 = -0x1.e8082ep-16;
  private static final double LN2_HIGH_F64 = 0x1.62e42fefa4p-1;
  private static final double LN2_LOW_F64 = -0x1.8432a1b0e2634p-43;

  /// The float nearest √½, where a new k begins.
  private static final double SQRT_HALF_F32 = 0x1.6a09e6p-1;
  private static final double SQRT_HALF_F64 = 0x1.6a09e667f3bcdp-1;

  private LogCode() {}

  /// `value = 2ᵏ·significand`: the values `significand` in [√½, √2) and `k`, and the bits of `k + bias` as an integer.
  record Parts(int significand, int k, int biasedK) {}

  /// The parts of a positive finite `x`; anything else gives parts that mean nothing.
  static Parts parts(FloatMath m, int x) {
    int denormal = m.lt(x, m.constant(Float.MIN_NORMAL, Double.MIN_NORMAL));
    int shift = m.fractionBits() + 1;
    int normal = m.select(denormal, m.mul(x, m.constant(Math.scalb(1.0, shift))), x);
    return partsOfNormal(m, normal, m.select(denormal, unit(m, shift), unit(m, 0)));
  }

  /// What [#partsOfNormal] subtracts to get k: the float whose last digits hold `bias + shift`.
  private static int unit(FloatMath m, int shift) {
    return m.constant(Math.scalb(1.0, m.fractionBits()) + m.bias() + shift);
  }

  private static Parts partsOfNormal(FloatMath m, int x, int unit) {
    int one = m.bitsOf(1);
    int sqrtHalf = m.cast(m.constant(SQRT_HALF_F32, SQRT_HALF_F64));
    int shifted = m.add(m.cast(x), m.sub(one, sqrtHalf));
    int biasedK = m.shiftRight(shifted, m.fractionBits());
    int significand = m.cast(m.add(m.and(shifted, m.bits((1L << m.fractionBits()) - 1)), sqrtHalf));
    int k = m.sub(m.cast(m.or(biasedK, m.bitsOf(Math.scalb(1.0, m.fractionBits())))), unit);
    return new Parts(significand, k, biasedK);
  }

  /// -∞ at 0, NaN below.
  static int log(FloatMath m, int x) {
    Parts parts = parts(m, x);
    int y = log(m, m.sub(parts.significand, m.constant(1)), parts.k);
    return withSpecialCases(m, y, x, 0);
  }

  /// With `u = fl(1 + x)` and its rounding error c, `f = (u·2⁻ᵏ - 1) + c·2⁻ᵏ`; without a division, and exact where k = 0.
  static int log1p(FloatMath m, int x) {
    int one = m.constant(1);
    int u = m.add(one, x);
    int back = m.sub(u, one);
    int c = m.add(m.sub(one, m.sub(u, back)), m.sub(x, back)); // Knuth's TwoSum
    Parts parts = partsOfNormal(m, u, unit(m, 0));
    int biasOfInverse = m.max(m.sub(m.bits(2L * m.bias()), parts.biasedK), m.bits(0));
    int scale = m.cast(m.shiftLeft(biasOfInverse, m.fractionBits()));
    int f = m.fma(c, scale, m.sub(parts.significand, one));
    int y = withSpecialCases(m, log(m, f, parts.k), x, -1);
    return m.select(m.eq(x, m.constant(0)), x, y);
  }

  private static int withSpecialCases(FloatMath m, int y, int x, double pole) {
    int atPole = m.constant(pole);
    int infinity = m.infinity();
    int finite = m.select(m.lt(x, infinity), y, x); // infinity and NaN stay
    int belowPole = m.select(m.eq(x, atPole), m.neg(infinity), m.nan());
    return m.select(m.le(x, atPole), belowPole, finite);
  }

  /// `ln(1 + f) + k·ln 2`.
  private static int log(FloatMath m, int f, int k) {
    int low = m.constant(LN2_LOW_F32, LN2_LOW_F64);
    int high = m.constant(LN2_HIGH_F32, LN2_HIGH_F64);
    int square = m.mul(f, f);
    if (m.isF32()) {
      int cubic = m.mul(m.mul(f, square), m.polynomial(f, F32));
      int rest = m.fma(square, m.constant(-0.5), m.fma(k, low, cubic));
      return m.fma(k, high, m.add(f, rest));
    }
    int s = m.div(f, m.add(m.constant(2), f));
    int z = m.mul(s, s);
    int half = m.mul(m.constant(0.5), square);
    int sum = m.fma(z, m.polynomial(z, F64), half);
    int rest = m.sub(half, m.fma(k, low, m.mul(s, sum)));
    return m.fma(k, high, m.sub(f, rest));
  }
}
