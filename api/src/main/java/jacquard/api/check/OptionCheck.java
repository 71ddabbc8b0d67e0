package jacquard.api.check;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Checks of the arguments and options of one call, reported as `kind/…` at the user's line.
public class OptionCheck {
  private final String kind;
  private final Loc loc;

  public OptionCheck(String kind, Loc loc) {
    this.kind = kind;
    this.loc = loc;
  }

  public String kind() {
    return kind;
  }

  public Loc loc() {
    return loc;
  }

  /// An error of kind `what` in this call.
  @FormatMethod
  public UserError.Builder error(String what, @FormatString String format, Object... args) {
    return UserError.of(kind + "/" + what).problem("%s: %s", kind, String.format(Locale.ROOT, format, args)).at(loc);
  }

  /// Requires an option or argument of at least `least`.
  public void requireAtLeast(int least, int value, String what) {
    if (value < least) {
      throw error(what, "%s too small", what).got("%s = %d", what, value).expected("at least %d", least).build();
    }
  }

  /// One value per spatial dimension: `given`, or its only value for each of `rank`.
  public List<Integer> perDimension(String what, int[] given, int rank, int least) {
    if (given.length != 1 && given.length != rank) {
      throw error(what, "the %s does not fit the number of spatial dimensions", what)
          .got("%d values: %s", given.length, Arrays.toString(given)).expected("one value, or %d", rank).build();
    }
    var values = new ArrayList<Integer>();
    for (int d = 0; d < rank; d++) {
      int value = given[given.length == 1 ? 0 : d];
      requireAtLeast(least, value, what);
      values.add(value);
    }
    return values;
  }
}
