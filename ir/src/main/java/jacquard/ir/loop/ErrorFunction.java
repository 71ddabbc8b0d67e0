package jacquard.ir.loop;

/// The error function in double, for reference evaluation.
///
/// Below 3 the series `erf(x) = 2/√π · exp(-x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!` (all terms positive, so nothing cancels); above, the
/// continued fraction of erfc. Source: Abramowitz & Stegun 1964, equations 7.1.6 and 7.1.14.
final class ErrorFunction {
  private static final double SERIES_LIMIT = 3;
  private static final double SATURATED = 6;
  private static final int FRACTION_TERMS = 60;

  private ErrorFunction() {}

  static double at(double x) {
    double size = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (size >= SATURATED) {
      return Math.copySign(1, x);
    }
    double value = size < SERIES_LIMIT ? series(size) : 1 - complement(size);
    return Math.copySign(value, x);
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-18; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int k = FRACTION_TERMS; k >= 1; k--) {
      fraction = x + k / 2.0 / fraction;
    }
    return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
