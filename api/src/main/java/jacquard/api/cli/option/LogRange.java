package jacquard.api.cli.option;

import jacquard.ir.UserError;
import java.util.Locale;

/// A range of a setting that spans orders of magnitude, `[low, high]` with both above 0.
public record LogRange(double low, double high) {
  /// `1e-4,1e-1`, or one number for a setting that stays.
  public static LogRange parse(String option, String text) {
    String[] ends = text.split(",", -1);
    double low = OptionValues.number(option, text, ends[0].strip());
    double high = OptionValues.number(option, text, ends[ends.length - 1].strip());
    if (ends.length > 2 || !(low > 0 && high >= low && Double.isFinite(high))) {
      throw UserError.of("option/value").problem("the option %s is not a range", option).where("%s %s", option, text)
          .got("\"%s\"", text).expected("LOW,HIGH with 0 < LOW <= HIGH, or one number above 0").build();
    }
    return new LogRange(low, high);
  }

  /// Log-uniform for `u` uniform in [0, 1).
  public double draw(double u) {
    return low * StrictMath.exp(u * StrictMath.log(high / low));
  }

  /// `part` of this range in orders of magnitude, around `center` and within this range.
  public LogRange around(double center, double part) {
    double reach = StrictMath.pow(high / low, part / 2);
    return new LogRange(Math.max(low, center / reach), Math.min(high, center * reach));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3g..%.3g", low, high);
  }
}
