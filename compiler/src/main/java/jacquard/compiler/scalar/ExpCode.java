package jacquard.compiler.scalar;

/// `eˣ` and `eˣ - 1`.
///
/// Largest error, f32 (every number from 2⁻³¹ to 128): exp 1.61 ulp, expm1 1.57; f64 (samples): 1.4 and 1.8.
///
/// Reduction `x = n·ln 2 + r` with ln 2 in two pieces, of which n times the first is exact (Cody & Waite 1980, Software Manual for
/// the Elementary Functions, chapter 6). Coefficients: weighted minimax by the Remez exchange in 60 digits, rounded from the lowest
/// on, the others fitted again to what rounding left. The error stated with each is that of the polynomial alone, relative to the
/// function.
final class ExpCode {
  /// `1 + r + r²·Q(r)` on |r| ≤ 1.003 ln 2: 2⁻²⁶·⁰.
  private static final double[] EXP_F32 = {1, 1,
      0x1.00000cp-1, 0x1.55551p-3, 0x1.5549d2p-5, 0x1.1127bap-7, 0x1.71c856p-10, 0x1.9b8992p-13};

  /// The same: 2⁻⁵⁶·³.
  private static final double[] EXP_F64 = {1, 1,
      0x1.ffffffffffff3p-2, 0x1.55555555555bbp-3, 0x1.5555555556984p-5, 0x1.1111111107c98p-7, 0x1.6c16c169b89ecp-10,
      0x1.a01a01b2da351p-13, 0x1.a01a058cdad3cp-16, 0x1.71de29827cfb5p-19, 0x1.27e1c37423ef7p-22, 0x1.ae71890ae94f1p-26,
      0x1.217d65c808b36p-29, 0x1.5e593c2829b38p-33};

  /// Q of `eʳ - 1 = r + r²·Q(r)` on |r| ≤ 1.003 ln 2 / 2: 2⁻²⁶·¹.
  private static final double[] EXPM1_F32 = {0x1.0p-1, 0x1.5554aep-3, 0x1.5554dep-5, 0x1.122944p-7, 0x1.6d591cp-10};

  /// The same: 2⁻⁶¹·⁶.
  private static final double[] EXPM1_F64 = {0x1.0p-1, 0x1.5555555555559p-3, 0x1.5555555555558p-5, 0x1.111111110f622p-7,
      0x1.6c16c16c14f3bp-10, 0x1.a01a01b025f04p-13, 0x1.a01a01adedf03p-16, 0x1.71ddf79c5c68fp-19, 0x1.27e4cacdf8a8dp-22,
      0x1.af601df1b65bp-26, 0x1.1f8e37cac286fp-29};

  private static final double LOG2_E = 0x1.71547652b82fep0;
  private static final double LN2_HIGH_F32 = 0x1.62e8p-1;
  private static final double LN2_LOW_F32 = -0x1.e8082ep-16;
  private static final double LN2_HIGH_F64 = 0x1.62e42fefa4p-1;
  private static final double LN2_LOW_F64 = -0x1.8432a1b0e2634p-43;

  private ExpCode() {}

  /// `eˣ = p·s·s` with `x = 2h·ln 2 + r`, `p = eʳ`, `s = 2ʰ`.
  ///
  /// Halving the exponent keeps s a normal number from the smallest denormal result to overflow, so that denormal results are rounded
  /// once; it costs two terms of the polynomial and saves a split of the exponent. Outside the bounds the result is 0 or infinite.
  static int exp(FloatMath m, int x) {
    int lowest = m.constant(-110, -750);
    int highest = m.constant(89.5, 710);
    int inside = m.atLeast(m.atMost(x, highest), lowest);
    int magic = m.magic(m.bias());
    int t = m.fma(inside, m.constant(LOG2_E / 2), magic);
    int h = m.sub(t, magic);
    int r = reduce(m, inside, h, 2);
    int p = m.polynomial(r, m.table(EXP_F32, EXP_F64));
    int s = m.powerOfTwo(t);
    return m.mul(m.mul(p, s), s);
  }

  /// `p·s·s`, where s may be so small that s² is no normal number: what multiplies p is multiplied before the scales are.
  record Scaled(int p, int s) {
    int value(FloatMath m) {
      return m.mul(m.mul(p, s), s);
    }

    Scaled times(FloatMath m, int factor) {
      return new Scaled(m.mul(p, factor), s);
    }
  }

  /// `e^(high + low)` for high within the bounds of [#exp] and low a few roundings of it.
  static Scaled ofSum(FloatMath m, int high, int low) {
    int magic = m.magic(m.bias());
    int t = m.fma(high, m.constant(LOG2_E / 2), magic);
    int r = m.add(reduce(m, high, m.sub(t, magic), 2), low);
    return new Scaled(m.polynomial(r, m.table(EXP_F32, EXP_F64)), m.powerOfTwo(t));
  }

  /// `eˣ - 1 = 2·(s·q + (s - ½))` with `x = n·ln 2 + r`, `q = eʳ - 1`, `s = 2ⁿ⁻¹`; exact zeros keep their sign.
  static int expm1(FloatMath m, int x) {
    int lowest = m.constant(-20, -40); // e to this is lost beside 1
    int highest = m.constant(88.8, 709.8); // overflows, while s does not
    int inside = m.atLeast(m.atMost(x, highest), lowest);
    int magic = m.magic(m.bias() - 1);
    int t = m.fma(inside, m.constant(LOG2_E), magic);
    int q = expm1OfReduced(m, reduce(m, inside, m.sub(t, magic), 1));
    int s = m.powerOfTwo(t);
    int half = m.fma(s, q, m.sub(s, m.constant(0.5)));
    return m.select(m.eq(x, m.constant(0)), x, m.add(half, half));
  }

  /// `eˣ - 1` for x in [-60, 0] where only its absolute error counts: ln 2 in one piece.
  static int expm1OfNegative(FloatMath m, int x) {
    int magic = m.magic(m.bias());
    int t = m.fma(x, m.constant(LOG2_E), magic);
    int r = m.fma(m.sub(t, magic), m.constant(-StrictMath.log(2)), x);
    int s = m.powerOfTwo(t);
    return m.fma(s, expm1OfReduced(m, r), m.sub(s, m.constant(1)));
  }

  private static int expm1OfReduced(FloatMath m, int r) {
    return m.fma(m.mul(r, r), m.polynomial(r, m.table(EXPM1_F32, EXPM1_F64)), r);
  }

  /// `x - n·(factor·ln 2)`.
  private static int reduce(FloatMath m, int x, int n, int factor) {
    int high = m.fma(n, m.constant(-factor * LN2_HIGH_F32, -factor * LN2_HIGH_F64), x);
    return m.fma(n, m.constant(-factor * LN2_LOW_F32, -factor * LN2_LOW_F64), high);
  }
}
