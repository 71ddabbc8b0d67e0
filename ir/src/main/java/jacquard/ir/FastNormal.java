package jacquard.ir;

/// Logarithms and cosines of random bits, close enough to those that [Philox#normal] is defined by that their product, rounded to `f32`,
/// is nearly always known from them.
///
/// Numerics both by table and short Taylor series in double. Where `ln u < -2⁻⁸`, the product `√(−2 ln u) · cos 2πv` differs from the
///          defined one by less than 2⁻⁴³ · √(−2 ln u): the logarithm by some 2⁻⁵¹ of its size or 1, whichever is larger; the cosine by
///          some 2⁻⁴⁹, most of which is the rounding of `2π · v` in the definition.
final class FastNormal {
  /// Of `√(−2 ln u)`: what a product may differ by, with room.
  static final double ERROR = 0x1p-40;
  /// Above it the relative error of a logarithm is not small.
  static final double LARGEST_LOG = -0x1p-8;

  private static final int BITS = 7;
  private static final int ENTRIES = 1 << BITS;
  private static final int FRACTION = 52;
  private static final int UNIFORM = 53;
  private static final int EXPONENT_BIAS = 1023;
  private static final long FRACTION_MASK = (1L << FRACTION) - 1;
  private static final long ONE = Double.doubleToRawLongBits(1.0);
  private static final double LN2 = StrictMath.log(2);
  private static final int SECTOR = UNIFORM - BITS;
  private static final double RADIANS = 2 * StrictMath.PI * 0x1p-53;
  private static final double[] INVERSE = new double[ENTRIES];
  private static final double[] LOG = new double[ENTRIES];
  private static final double[] COS = new double[ENTRIES];
  private static final double[] SIN = new double[ENTRIES];

  static {
    for (int i = 0; i < ENTRIES; i++) {
      double middle = (i + 0.5) / ENTRIES;
      INVERSE[i] = 1 / (1 + middle);
      LOG[i] = -StrictMath.log(INVERSE[i]);
      COS[i] = StrictMath.cos(2 * StrictMath.PI * middle);
      SIN[i] = StrictMath.sin(2 * StrictMath.PI * middle);
    }
  }

  private FastNormal() {}

  /// `ln(n · 2⁻⁵³)` for `n` in `[1, 2⁵³]`.
  static double log(long n) {
    long bits = Double.doubleToRawLongBits((double) n);
    int exponent = (int) (bits >>> FRACTION) - (EXPONENT_BIAS + UNIFORM);
    int i = (int) (bits >>> (FRACTION - BITS)) & (ENTRIES - 1);
    double r = Double.longBitsToDouble(bits & FRACTION_MASK | ONE) * INVERSE[i] - 1; // at most 1/257, so that r⁷/7 is below 2⁻⁵⁸
    double series = r * (1 - r * (1 / 2.0 - r * (1 / 3.0 - r * (1 / 4.0 - r * (1 / 5.0 - r * (1 / 6.0))))));
    return exponent * LN2 + (LOG[i] + series);
  }

  /// `cos(2π · m · 2⁻⁵³)` for `m` in `[0, 2⁵³)`.
  static double cos(long m) {
    int i = (int) (m >>> SECTOR);
    double angle = (double) (m - ((long) i << SECTOR) - (1L << (SECTOR - 1))) * RADIANS; // at most π/128: the next terms are below 2⁻⁵⁸
    double s = angle * angle;
    double cos = 1 - s * (1 / 2.0 - s * (1 / 24.0 - s * (1 / 720.0)));
    double sin = angle * (1 - s * (1 / 6.0 - s * (1 / 120.0 - s * (1 / 5040.0))));
    return COS[i] * cos - SIN[i] * sin;
  }
}
