package jacquard.compiler.scalar;

/// `e^(−x²/2)` and `Φ(x) = 1/√(2π) ∫ e^(−t²/2) dt` from -∞ to x.
///
/// Largest error (samples): of the first f32 1.4 ulp, f64 1.3; of the second 3.2 and 2.7.
///
/// Both on `t = |x|`, with t² in two floats: one rounding of the exponent would cost t²/2 roundings of the result. With
/// `Φ(−t) = e^(−t²/2)·R(t)`, `R = P(s)/(t + 4)`, `s = (t − 4)/(t + 4)`: R falls slowly and P is nearly constant (the substitution is
/// that of N. Juffa's erfcx). Up to |x| = ¾ it is `½ + x·N(x²)` instead, which loses less there. Denormal results are rounded once.
/// Coefficients as in [ExpCode].
final class NormalCode {
  /// P: 2⁻²⁵·⁴.
  private static final double[] F32 = {0x1.82b4bcp-1, -0x1.373e38p-1, 0x1.8c6d9ap-2, -0x1.7e0008p-3, 0x1.eed3f8p-5, -0x1.ed2d68p-8,
      -0x1.cc65f4p-9, 0x1.9b8b8cp-10, 0x1.782224p-13, -0x1.14c38p-13};

  /// P: 2⁻⁵⁴·⁴.
  private static final double[] F64 = {0x1.82b4bb8c94dcep-1, -0x1.373e3a893c28ap-1, 0x1.8c6dbf2cfc2b4p-2, -0x1.7dff2bff68399p-3,
      0x1.eec4cc3e4d265p-5, -0x1.ee2761047fb2dp-8, -0x1.c81719d5478d5p-9, 0x1.ab825fc118e52p-10, 0x1.17a4ae30841a5p-13,
      -0x1.e4a42575b4901p-13, -0x1.001e53846b66cp-19, 0x1.26d099fc45bd3p-15, 0x1.80b22609db3cdp-21, -0x1.8d4b29d92f004p-18,
      -0x1.51e62831e3e53p-21, 0x1.1236edbb5fbbep-20, 0x1.23434c15e7bfep-22, -0x1.4cebe560efae2p-23, -0x1.6c43641a378dbp-24,
      0x1.ce0ddee418c74p-27, 0x1.4aafc5c087a53p-26, 0x1.e5189e4ac8147p-30, -0x1.4ce22889fec53p-29, -0x1.7260c15a367dap-31};

  /// N on |x| ≤ ¾: 2⁻²⁵·⁰.
  private static final double[] NEAR_F32 = {0x1.988454p-2, -0x1.10582ap-4, 0x1.46c604p-7, -0x1.35aaaep-10, 0x1.afc128p-14};

  /// The same: 2⁻⁵³·⁸.
  private static final double[] NEAR_F64 = {0x1.9884533d43651p-2, -0x1.1058377e2cee1p-4, 0x1.46d0429769086p-7, -0x1.37403f6b920bbp-10,
      0x1.e42b0d47445p-14, -0x1.3ce8f88316253p-17, 0x1.65899047c635fp-21, -0x1.620ba311473dep-25, 0x1.364d2b1957319p-29,
      -0x1.b5bdeecec3eb4p-34};

  private static final double NEAR = 0.75;
  private static final double CENTRE = 4;

  private NormalCode() {}

  static int gauss(FloatMath m, int x) {
    return exponential(m, size(m, x)).value(m);
  }

  static int below(FloatMath m, int x) {
    int t = size(m, x);
    int tail = exponential(m, t).times(m, ratio(m, t)).value(m);
    int far = m.select(m.lt(x, m.constant(0)), tail, m.sub(m.constant(1), tail));
    int near = m.fma(x, m.polynomial(m.mul(x, x), m.table(NEAR_F32, NEAR_F64)), m.constant(0.5));
    return m.select(m.lt(m.abs(x), m.constant(NEAR)), near, far);
  }

  /// `R(t)`, with `s = 1 − 8/(t + 4)`. The quotient is off by its own share `rest`, which the slope of P would magnify.
  private static int ratio(FloatMath m, int t) {
    int one = m.constant(1);
    int centre = m.constant(CENTRE);
    int d = m.add(t, centre);
    int inverse = m.div(one, d);
    int minus = m.neg(inverse);
    int rest = m.fma(minus, m.sub(t, m.sub(d, centre)), m.fma(minus, d, one));
    int step = m.mul(inverse, m.constant(-2 * CENTRE));
    int s = m.fma(step, rest, m.add(step, one));
    int ratio = m.mul(m.polynomial(s, m.table(F32, F64)), inverse);
    return m.fma(ratio, rest, ratio);
  }

  /// `|x|`, up to where both functions are 0.
  private static int size(FloatMath m, int x) {
    return m.atMost(m.abs(x), m.constant(14.5, 38.7));
  }

  private static ExpCode.Scaled exponential(FloatMath m, int t) {
    int half = m.constant(-0.5);
    int square = m.mul(t, t);
    return ExpCode.ofSum(m, m.mul(square, half), m.mul(m.fma(t, t, m.neg(square)), half));
  }
}
