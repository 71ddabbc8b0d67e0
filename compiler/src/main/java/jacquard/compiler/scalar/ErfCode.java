package jacquard.compiler.scalar;

/// `erf x = 2/√π ∫₀ˣ exp(-t²) dt`.
///
/// Largest error, f32 (every number from 2⁻³¹ on): 1.16 ulp; f64 (samples): 1.1.
///
/// Near 0 `x + x·P(x²)`; further out `1 - exp(L(|x|))`, where L approximates `ln erfc` with its error weighted by `erfc/erf`: what counts
/// is the absolute error beside 1 (the idea of N. Juffa's single-precision erff). Both are computed, one is chosen. Coefficients as in
/// [ExpCode].
final class ErfCode {
  /// P on |x| ≤ 15/16: 2⁻²⁵·⁶ relative to erf.
  private static final double[] NEAR_F32 = {0x1.06eba6p-3, -0x1.8126dcp-2, 0x1.ce185ep-4, -0x1.b66a5p-6, 0x1.466fb6p-8, -0x1.36bffep-11};

  /// P on |x| ≤ 1: 2⁻⁵⁶·⁰.
  private static final double[] NEAR_F64 = {0x1.06eba8214db68p-3, -0x1.812746b0379b2p-2, 0x1.ce2f21a0408d1p-4, -0x1.b82ce311ee094p-6,
      0x1.565bccf7e264ap-8, -0x1.c02db014962a3p-11, 0x1.f9a2b7544eec5p-14, -0x1.f4ca203c6d0b2p-17, 0x1.b97e4375c0eacp-20,
      -0x1.5bfe718cc7cefp-23, 0x1.d6e3bb4c00006p-27, -0x1.ab15575dce3a8p-31};

  /// L from 15/16 to 3.95: 2⁻²⁹·³ relative to erf.
  private static final double[] FAR_F32 = {-0x1.d4cc8cp-13, -0x1.20a7d8p0, -0x1.4655e8p-1, -0x1.a90464p-4, 0x1.6ad906p-6, -0x1.8c3f1ap-9,
      0x1.96a196p-13};

  /// L from 1 to 5.95: 2⁻⁵⁹·⁴.
  private static final double[] FAR_F64 = {-0x1.81ab17c69a0a3p-23, -0x1.20dd562fee0eap0, -0x1.45f42b4cc5324p-1, -0x1.a4da4e5a45cd1p-4,
      0x1.38939b5a28a7bp-6, 0x1.261b43292798fp-12, -0x1.cfbb2d47a5295p-10, 0x1.502811319a2fdp-11, -0x1.77f9378d9a2aep-15,
      -0x1.2724fae35167ep-14, 0x1.79cde9e620549p-15, -0x1.150f3a072a4a2p-16, 0x1.22624236c6bf4p-18, -0x1.c8a6366c6505dp-21,
      0x1.0df30c855ea2cp-23, -0x1.d435ab787f1a8p-27, 0x1.19f126dff2ef5p-30, -0x1.a5dccf6a4b266p-35, 0x1.2770c5679d875p-40};

  private ErfCode() {}

  static int erf(FloatMath m, int x) {
    int near = m.fma(x, m.polynomial(m.mul(x, x), m.table(NEAR_F32, NEAR_F64)), x);
    int absolute = m.abs(x);
    int size = m.atMost(absolute, m.constant(3.95, 5.95)); // from here on the result is 1
    int far = m.abs(ExpCode.expm1OfNegative(m, m.polynomial(size, m.table(FAR_F32, FAR_F64))));
    return m.select(m.lt(absolute, m.constant(0.9375, 1)), near, m.withSign(far, x));
  }
}
