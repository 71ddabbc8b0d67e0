package jacquard.compiler.scalar;

/// `sin x` and `cos x`.
///
/// Largest error, over all floats: f32 1.6 ulp, f64 (samples) 1.5.
///
/// `x = n·π/2 + r` with π/2 in three pieces: the first product is subtracted exactly by an fma, because x, n·P₁ and the difference are
/// multiples of one unit and the difference is below 1 (Cody & Waite 1980, chapter 8). Then `sin r = r + r³·S(r²)` and
/// `cos r = 1 - r²/2 + r⁴·C(r²)`, chosen and signed by the last two digits of n. Coefficients as in
/// [ExpCode].
///
/// From |x| = 2¹⁷ on the reduction would run out of digits, and [jacquard.runtime.FarAngles] gives the result, which takes as many digits
/// of 2/π as it needs: in a branch, one lane after the other, as next to no loop comes there.
public final class TrigCode {
  /// S on |r| ≤ 1.02 π/4: 2⁻²⁷·⁶ relative to the sine.
  private static final double[] SIN_F32 = {-0x1.555544p-3, 0x1.1106aap-7, -0x1.990d76p-13};

  /// The same: 2⁻⁵⁷·⁵.
  private static final double[] SIN_F64 = {-0x1.5555555555545p-3, 0x1.111111110f26p-7, -0x1.a01a019b4b99cp-13, 0x1.71de34ca50a48p-19,
      -0x1.ae5ddd7d11cb6p-26, 0x1.5d6b285a2499cp-33};

  /// C: 2⁻³²·⁵ relative to the cosine.
  private static final double[] COS_F32 = {0x1.555548p-5, -0x1.6c0b04p-10, 0x1.99989ap-16};

  /// The same: 2⁻⁶³·⁴.
  private static final double[] COS_F64 = {0x1.5555555555548p-5, -0x1.6c16c16c14991p-10, 0x1.a01a019bebc4ap-16, -0x1.27e4f77b2ca98p-22,
      0x1.1ee98b20f7fbdp-29, -0x1.8f7caa9b7b90ep-37};

  /// π/2 in pieces.
  private static final double[] HALF_PI_F32 = {0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50};
  private static final double[] HALF_PI_F64 = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};

  private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;

  /// Arguments of this size and more are far.
  public static final double FAR = 0x1p17;

  private TrigCode() {}

  static int sin(FloatMath m, int x) {
    int near = m.select(m.eq(x, m.constant(0)), x, quarter(m, x, 0)); // r + r³·S is 0.0 for -0.0
    return m.far(Opcode.FAR_SIN, near, x);
  }

  static int cos(FloatMath m, int x) {
    return m.far(Opcode.FAR_COS, quarter(m, x, 1), x);
  }

  static boolean isFar(double x) {
    return Math.abs(x) >= FAR;
  }

  /// `sin(x + quarters·π/2)`.
  private static int quarter(FloatMath m, int x, int quarters) {
    int magic = m.magic(0);
    int t = m.fma(x, m.constant(TWO_OVER_PI), magic);
    int n = m.sub(t, magic);
    int r = x;
    for (double piece : m.table(HALF_PI_F32, HALF_PI_F64)) {
      r = m.fma(n, m.constant(-piece), r);
    }
    int z = m.mul(r, r);
    int sine = m.fma(m.mul(r, z), m.polynomial(z, m.table(SIN_F32, SIN_F64)), r);
    int cosine = m.fma(m.mul(z, z), m.polynomial(z, m.table(COS_F32, COS_F64)), m.fma(z, m.constant(-0.5), m.constant(1)));
    int quadrant = m.add(m.cast(t), m.bits(quarters));
    int even = m.eq(m.and(quadrant, m.bits(1)), m.bits(0));
    int sign = m.and(m.shiftLeft(quadrant, m.isF32() ? 30 : 62), m.bitsOf(-0.0));
    return m.cast(m.xor(m.cast(m.select(even, sine, cosine)), sign));
  }
}
