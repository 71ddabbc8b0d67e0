package jacquard.api.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Numbers as a person would write them.
public final class Figures {
  private static final MathContext DIGITS = new MathContext(4);
  private static final double SMALL = 1e-4;
  private static final double LARGE = 1e6;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double SLOW = 10;

  private Figures() {}

  /// Four digits, without the zeros at the end: `0.25`, `0.3124`, `1.235e-05`.
  public static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || size != 0 && (size < SMALL || size >= LARGE)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  /// `12.50 %`.
  public static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * part);
  }

  /// `1.5 s`, `2 min 5 s`, `3 h 20 min`.
  public static String duration(double seconds) {
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return seconds < HOUR ? whole / 60 + " min " + whole % 60 + " s" : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  /// `24,312 images/s`, `3.4 images/s`.
  public static String speed(double imagesPerSecond) {
    return String.format(Locale.ROOT, imagesPerSecond < SLOW ? "%.1f images/s" : "%,.0f images/s", imagesPerSecond);
  }
}
