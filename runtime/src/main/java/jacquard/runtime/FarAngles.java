package jacquard.runtime;

/// `sin x` and `cos x` of |x| ≥ 2¹⁷, what kernels call for the few arguments that three pieces of π/2 do not reduce.
///
/// `x·2/π mod 4` is computed in integers from the 192 binary digits of 2/π that neither give multiples of 4 nor vanish (Payne & Hanek 1983,
/// "Radian reduction for trigonometric functions"): what is left out is below 2⁻¹³⁷, and no double comes closer than 2⁻⁶² to a multiple of
/// π/2. Only operations whose bits are specified; nothing is allocated. Of a smaller |x|, which stands in other lanes of a vector, the
/// result is 0.
public final class FarAngles {
  /// 64 zeros, then the binary digits of 2/π.
  private static final long[] TWO_OVER_PI = {0,
      0xa2f9836e4e441529L, 0xfc2757d1f534ddc0L, 0xdb6295993c439041L, 0xfe5163abdebbc561L, 0xb7246e3a424dd2e0L,
      0x6492eea09d1921cL, 0xfe1deb1cb129a73eL, 0xe88235f52ebb4484L, 0xe99c7026b45f7e41L, 0x3991d639835339f4L,
      0x9c845f8bbdf9283bL, 0x1ff897ffde05980fL, 0xef2f118b5a0a6d1fL, 0x6d367ecf27cb09b7L, 0x4f463f669e5fea2dL,
      0x7527bac7ebe5f17bL, 0x3d0739f78a5292eaL, 0x6bfb5fb11f8d5d08L, 0x56033046fc7b6babL};

  /// The sine is `r + r³·S(r²)`, the cosine `1 − r²/2 + r⁴·C(r²)`, with the coefficients of the code that kernels hold.
  private static final double[] SIN = {-0x1.5555555555545p-3, 0x1.111111110f26p-7, -0x1.a01a019b4b99cp-13, 0x1.71de34ca50a48p-19,
      -0x1.ae5ddd7d11cb6p-26, 0x1.5d6b285a2499cp-33};
  private static final double[] COS = {0x1.5555555555548p-5, -0x1.6c16c16c14991p-10, 0x1.a01a019bebc4ap-16, -0x1.27e4f77b2ca98p-22,
      0x1.1ee98b20f7fbdp-29, -0x1.8f7caa9b7b90ep-37};

  private static final double HALF_PI = 0x1.921fb54442d18p0;
  private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;
  private static final double LEAST = 0x1p17;
  private static final int FRACTION_BITS = 52;
  private static final int BIAS = 1075;

  private FarAngles() {}

  public static double sine(double x) {
    double value = quarter(Math.abs(x), 0);
    return x < 0 ? -value : value;
  }

  public static double cosine(double x) {
    return quarter(Math.abs(x), 1);
  }

  /// `sin(x + quarters·π/2)` of a positive x.
  private static double quarter(double x, int quarters) {
    if (!(x >= LEAST && x <= Double.MAX_VALUE)) {
      return x < LEAST ? 0 : Double.NaN;
    }
    long bits = Double.doubleToRawLongBits(x);
    long m = bits & (1L << FRACTION_BITS) - 1 | 1L << FRACTION_BITS;
    int first = Long.SIZE + (int) (bits >>> FRACTION_BITS) - BIAS - 2; // digits before this one give multiples of 4
    long w1 = digits(first + Long.SIZE);
    long w2 = digits(first + 2 * Long.SIZE);
    long p2 = m * w2;
    long p1 = m * w1 + Math.unsignedMultiplyHigh(m, w2);
    long carry = Long.compareUnsigned(p1, m * w1) < 0 ? 1 : 0;
    long p0 = m * digits(first) + Math.unsignedMultiplyHigh(m, w1) + carry;
    boolean over = p0 << 2 < 0; // more than half a quarter: back from the next one
    long flip = over ? -1 : 0;
    int quadrant = (int) (p0 >>> 62) + (over ? 1 : 0) + quarters;
    return value(p0 << 2 ^ p1 >>> 62 ^ flip, p1 << 2 ^ p2 >>> 62 ^ flip, p2 << 2 ^ flip, over, quadrant);
  }

  /// 64 digits of the table from number `first` on.
  private static long digits(int first) {
    int word = first >>> 6;
    int shift = first & 63;
    return shift == 0 ? TWO_OVER_PI[word] : TWO_OVER_PI[word] << shift | TWO_OVER_PI[word + 1] >>> Long.SIZE - shift;
  }

  /// The function of `±(f0, f1, f2)·2⁻¹⁹²` quarters in a quadrant: the fraction as two doubles, times π/2.
  private static double value(long f0, long f1, long f2, boolean negative, int quadrant) {
    if (f0 == 0) {
      return value(f1, f2, negative, quadrant, Long.SIZE);
    }
    int zeros = Long.numberOfLeadingZeros(f0);
    return zeros == 0 ? value(f0, f1, negative, quadrant, 0)
        : value(f0 << zeros | f1 >>> Long.SIZE - zeros, f1 << zeros | f2 >>> Long.SIZE - zeros, negative, quadrant, zeros);
  }

  /// The same of `±(top, next)·2⁻¹²⁸⁻ˢʰⁱᶠᵗ`.
  private static double value(long top, long next, boolean negative, int quadrant, int shift) {
    double scale = negative ? -Math.scalb(1.0, -shift) : Math.scalb(1.0, -shift);
    double high = (top >>> 11) * 0x1p-53 * scale;
    double low = ((top & 0x7ff) << 52 | next >>> 12) * 0x1p-116 * scale;
    double r = high * HALF_PI;
    double rest = Math.fma(high, HALF_PI, -r) + (high * HALF_PI_LOW + low * HALF_PI);
    double z = r * r;
    double value = quadrant % 2 == 0 ? r + Math.fma(r * z, polynomial(z, SIN), rest)
        : 1 - (0.5 * z - (z * z * polynomial(z, COS) - r * rest));
    return (quadrant & 2) == 0 ? value : -value;
  }

  private static double polynomial(double z, double[] coefficients) {
    double sum = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      sum = Math.fma(sum, z, coefficients[i]);
    }
    return sum;
  }
}
