package jacquard.ir.loop;

/// `e^(−x²/2)` and its integral in double, for reference evaluation: to a few roundings relative to the result, however small it is.
///
/// The square is taken in two doubles, as its rounding alone would cost x²/2 roundings of the result. Beyond 1 the integral is
/// `φ(t) / (t + 1/(t + 2/(t + 3/…)))`, which does not cancel. Source: Abramowitz & Stegun 1964, equations 26.2.11 and 26.2.14.
final class Gaussian {
  private static final double SERIES_LIMIT = 1;
  private static final double PEAK = 1 / Math.sqrt(2 * Math.PI);

  /// Enough for 2⁻⁵⁶ from 1 on, where 250 leave 10⁻¹³; further out far fewer would do.
  private static final int FRACTION_TERMS = 600;

  private Gaussian() {}

  /// `e^(−x²/2)`.
  static double at(double x) {
    double square = x * x;
    if (!(square < 1500)) { // the result is 0 from 1491 on
      return Double.isNaN(x) ? x : 0;
    }
    double low = Math.fma(x, x, -square);
    double value = StrictMath.exp(-square / 2);
    return value - value * (low / 2);
  }

  /// `1/√(2π) ∫ e^(−t²/2) dt` from -∞ to `x`.
  static double below(double x) {
    double size = Math.abs(x);
    double tail = size < SERIES_LIMIT ? 0.5 - PEAK * at(size) * series(size) : at(size) * (PEAK / fraction(size));
    return x < 0 ? tail : 1 - tail;
  }

  /// `Σ x^(2n+1) / (2n+1)!!`.
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-18; n++) {
      term *= x * x / (2 * n + 1);
      sum += term;
    }
    return sum;
  }

  private static double fraction(double x) {
    double fraction = x;
    for (int k = FRACTION_TERMS; k >= 1; k--) {
      fraction = x + k / fraction;
    }
    return fraction;
  }
}
