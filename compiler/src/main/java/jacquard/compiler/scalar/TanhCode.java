package jacquard.compiler.scalar;

/// `tanh x = e / (e + 1)` with `e = (e²ˣ - 1)/2`, on |x|, the sign put back at the end.
///
/// e comes without cancellation from `|x| = n·(ln 2)/2 + r`: `e = 2ⁿ·q + (2ⁿ - 1)/2` with `q = (e²ʳ - 1)/2 = r + r²·T(r)`. One piece of
/// ln 2 is enough: where n is large, tanh hardly depends on e. One path for every argument, no blending. Both sides of the division
/// are kept 1.5 times as large: then neither is rounded coarsely where the quotient is rounded finely, and the largest error falls
/// from 2.55 to 1.93 ulp (every f32 number; f64, samples: 1.9). Coefficients as in [ExpCode].
final class TanhCode {
  private static final double SCALE = 1.5;

  /// `1.5·T` on |r| ≤ 1.003 ln 2 / 4: 2⁻²⁶·⁰ relative to q.
  private static final double[] F32 = {0x1.8p0, 0x1.ffff04p-1, 0x1.ffff4ep-2, 0x1.9b3e7cp-3, 0x1.120242p-4};

  /// The same: 2⁻⁵⁵·⁵.
  private static final double[] F64 = {0x1.8000000000008p0, 0x1.0000000000005p0, 0x1.fffffffffae32p-2, 0x1.9999999995befp-3,
      0x1.1111111fcc82bp-4, 0x1.381381481ed61p-6, 0x1.38133bc3da693p-8, 0x1.1566700e6de28p-10, 0x1.bcf637e6e0c89p-13,
      0x1.43983765e75a6p-15};

  private static final double TWO_LOG2_E = 0x1.71547652b82fep1;
  private static final double HALF_LN2 = 0x1.62e42fefa39efp-2;

  private TanhCode() {}

  static int tanh(FloatMath m, int x) {
    int size = m.atMost(m.abs(x), m.constant(10, 20)); // from 9.02 and 19.1 on the result is 1
    int magic = m.magic(m.bias());
    int t = m.fma(size, m.constant(TWO_LOG2_E), magic);
    int r = m.fma(m.sub(t, magic), m.constant(-HALF_LN2), size);
    int scale = m.constant(SCALE);
    int q = m.fma(r, scale, m.mul(m.mul(r, r), m.polynomial(r, m.table(F32, F64))));
    int s = m.powerOfTwo(t);
    int e = m.fma(s, q, m.fma(s, m.constant(SCALE / 2), m.constant(-SCALE / 2)));
    return m.withSign(m.div(e, m.add(e, scale)), x);
  }
}
