package jacquard.compiler.scalar;

/// `xʸ`, with the special cases of `Math.pow`.
///
/// Largest error (samples over the whole range): f32 1.8 ulp, f64 relative 9·10⁻¹⁶.
///
/// `|x|ʸ = 2^(y·log₂|x|)` with the logarithm and the product kept as unevaluated sums of two floats. With `|x| = 2ᵏ·m` and
/// `s = (m - 1)/(m + 1)` in two floats, `log₂ m = (2/ln 2)·s + s³·C(s²)`, where s³ is kept in two floats too: its part of the sum is below
/// 1 %, so that what single rounding is left costs 2⁻⁶⁰ (f64) of the logarithm, to be multiplied by |y·ln x| in the power. Sources:
/// fdlibm's e_pow.c for the plan, Dekker 1971 and Muller et al. 2010, chapter 4, for sums of two floats; coefficients as in [ExpCode].
///
/// A constant exponent that is a small multiple of ¼ becomes products, roots and a reciprocal.
final class PowCode {
  /// C: 2⁻³⁴·⁷.
  private static final double[] LOG2_F32 = {0x1.ec709ep-1, 0x1.2776e8p-1, 0x1.a5cad6p-2, 0x1.59029ap-2};

  /// C: 2⁻⁶⁵·⁰.
  private static final double[] LOG2_F64 = {0x1.ec709dc3a03fdp-1, 0x1.2776c50ef9e69p-1, 0x1.a61762a730cedp-2, 0x1.484b1435a005bp-2,
      0x1.0c9a5e736aed1p-2, 0x1.c6a12a36f6d59p-3, 0x1.87902f2f8bebep-3, 0x1.86f4ec1b2f941p-3};

  /// `2/ln 2` in two floats.
  private static final double SCALE_HIGH_F32 = 0x1.715476p1;
  private static final double SCALE_LOW_F32 = 0x1.4ae0cp-25;
  private static final double SCALE_HIGH_F64 = 0x1.71547652b82fep1;
  private static final double SCALE_LOW_F64 = 0x1.777d0ffda0d24p-55;

  /// `2ʳ = 1 + r·G(r)` on |r| ≤ 1.003: 2⁻²⁵·⁹.
  private static final double[] EXP2_F32 = {1, 0x1.62e432p-1, 0x1.ebfbfep-3, 0x1.c6af96p-5, 0x1.3b1eccp-7, 0x1.5dc01p-10, 0x1.484e56p-13,
      0x1.f44fb2p-17};

  /// The same: 2⁻⁵⁶·².
  private static final double[] EXP2_F64 = {1, 0x1.62e42fefa39efp-1, 0x1.ebfbdff82c57cp-3, 0x1.c6b08d704a163p-5, 0x1.3b2ab6fba65a4p-7,
      0x1.5d87fe789a833p-10, 0x1.430912f6087f6p-13, 0x1.ffcbfc6e22854p-17, 0x1.62c025d76daf3p-20, 0x1.b5252b6200f04p-24,
      0x1.e4c9d0aefbaf5p-28, 0x1.e8d7b05cb4cf5p-32, 0x1.c7d8d5085a8ecp-36, 0x1.7f11d120f2c29p-40};

  private PowCode() {}

  /// `high + low`, high the float nearest the sum.
  private record Pair(int high, int low) {}

  static int pow(FloatMath m, int x, int y) {
    double exponent = m.constantValue(y);
    if (Math.abs(exponent) <= 3 && exponent * 4 == Math.rint(exponent * 4)) {
      return ofQuarters(m, x, (int) (exponent * 4));
    }
    int size = m.abs(x);
    int value = exp2(m, product(m, y, log2(m, size), logOfSpecial(m, size)));
    int integer = isInteger(m, y);
    int odd = m.and(integer, m.not(isInteger(m, m.mul(y, m.constant(0.5)))));
    int signed = m.select(odd, m.withSign(value, x), value);
    int zero = m.constant(0);
    int undefined = m.and(m.and(m.lt(x, zero), m.lt(size, m.infinity())), m.not(integer));
    return m.select(m.eq(y, zero), m.constant(1), m.select(undefined, m.nan(), signed));
  }

  /// `log₂ x` of a positive finite x.
  private static Pair log2(FloatMath m, int x) {
    int one = m.constant(1);
    LogCode.Parts parts = LogCode.parts(m, x);
    int f = m.sub(parts.significand(), one);
    int d = m.add(parts.significand(), one);
    int dLow = m.sub(parts.significand(), m.sub(d, one));
    int inverse = m.div(one, d);
    int s = m.mul(f, inverse);
    int minusS = m.neg(s);
    int sLow = m.mul(m.fma(minusS, dLow, m.fma(minusS, d, f)), inverse);
    int scale = m.constant(SCALE_HIGH_F32, SCALE_HIGH_F64);
    int high = m.mul(s, scale);
    int low = m.fma(s, m.constant(SCALE_LOW_F32, SCALE_LOW_F64), m.fma(s, scale, m.neg(high)));
    int z = m.mul(s, s);
    int slope = m.fma(scale, z, scale); // d log₂/ds = (2/ln 2)/(1 - s²)
    int cube = m.mul(s, z);
    int cubeLow = m.fma(s, m.fma(s, s, m.neg(z)), m.fma(s, z, m.neg(cube)));
    int factor = m.polynomial(z, m.table(LOG2_F32, LOG2_F64));
    int rest = m.fma(cube, factor, m.fma(cubeLow, factor, m.fma(sLow, slope, low)));
    Pair whole = sum(m, parts.k(), high);
    return sum(m, whole.high, m.add(whole.low, rest));
  }

  /// Dekker's sum of two floats, the first 0 or not the smaller: exact.
  private static Pair sum(FloatMath m, int a, int b) {
    int high = m.add(a, b);
    return new Pair(high, m.sub(b, m.sub(high, a)));
  }

  /// Where |x| is 0, infinite or NaN: its logarithm; elsewhere 0.
  private static int logOfSpecial(FloatMath m, int size) {
    int zero = m.constant(0);
    int infinity = m.infinity();
    return m.select(m.lt(size, infinity), m.select(m.eq(size, zero), m.neg(infinity), zero), size);
  }

  /// `y·log`, or `y·special` where that is not 0. The low part is left out where the high part decides alone.
  private static Pair product(FloatMath m, int y, Pair log, int special) {
    int zero = m.constant(0);
    int factor = m.select(m.eq(special, zero), log.high, special);
    int high = m.mul(y, factor);
    int low = m.fma(y, log.low, m.fma(y, factor, m.neg(high)));
    int ordinary = m.lt(m.abs(high), m.constant(200, 1100));
    return new Pair(high, m.select(ordinary, low, zero));
  }

  /// `2^(z.high + z.low) = p·s·s` with `z = 2h + r`, `p = 2ʳ`, `s = 2ʰ`, as in [ExpCode#exp].
  private static int exp2(FloatMath m, Pair z) {
    int lowest = m.constant(-160, -1090);
    int highest = m.constant(140, 1030);
    int inside = m.atLeast(m.atMost(z.high, highest), lowest);
    int magic = m.magic(m.bias());
    int t = m.fma(inside, m.constant(0.5), magic);
    int h = m.sub(t, magic);
    int r = m.add(m.fma(h, m.constant(-2), inside), z.low);
    int p = m.polynomial(r, m.table(EXP2_F32, EXP2_F64));
    int s = m.powerOfTwo(t);
    return m.mul(m.mul(p, s), s);
  }

  private static int isInteger(FloatMath m, int y) {
    int integers = m.constant(Math.scalb(1.0, m.fractionBits()));
    int size = m.abs(y);
    return m.or(m.eq(m.sub(m.add(size, integers), integers), size), m.ge(size, integers));
  }

  /// `x^(quarters/4)`. The reciprocal comes last where only roots are taken (1/x may overflow where 1/√x does not), otherwise first
  /// (xⁿ may overflow where x⁻ⁿ is a denormal number).
  private static int ofQuarters(FloatMath m, int x, int quarters) {
    int one = m.constant(1);
    int size = Math.abs(quarters);
    int base = size % 4 == 0 ? x : withoutSigns(m, x);
    if (size < 4) {
      return size == 0 ? one : quarters < 0 ? m.div(one, root(m, base, size)) : root(m, base, size);
    }
    if (quarters < 0) {
      base = m.div(one, base);
    }
    int power = base;
    for (int i = 1; i < size / 4; i++) {
      power = m.mul(power, base);
    }
    return size % 4 == 0 ? power : m.mul(power, root(m, base, size % 4));
  }

  /// -0 and -∞ to 0 and ∞: their powers with an exponent that is not an integer are those of 0 and ∞.
  private static int withoutSigns(FloatMath m, int x) {
    int infinity = m.infinity();
    return m.select(m.eq(x, m.neg(infinity)), infinity, m.add(x, m.constant(0)));
  }

  /// `x^(quarters/4)` for 1 to 3 quarters.
  private static int root(FloatMath m, int x, int quarters) {
    int half = m.sqrt(x);
    return switch (quarters) {
      case 1 -> m.sqrt(half);
      case 2 -> half;
      default -> m.mul(half, m.sqrt(half));
    };
  }
}
