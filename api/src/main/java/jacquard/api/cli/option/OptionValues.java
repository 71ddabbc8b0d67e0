package jacquard.api.cli.option;

import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.runtime.Executable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Checks of what options were given, with the option in the message.
///
/// Errors   `option/value`
public final class OptionValues {
  public static final String INPUT = "--input";

  private OptionValues() {}

  /// The constant of `type` named by `value`, in lower case with '-' for '_'.
  public static <E extends Enum<E>> E choice(String option, String value, Class<E> type) {
    List<String> known = Arrays.stream(type.getEnumConstants()).map(OptionValues::text).toList();
    return Arrays.stream(type.getEnumConstants()).filter(e -> text(e).equals(value)).findFirst()
        .orElseThrow(() -> UserError.of("option/value").problem("the option %s does not know this value", option)
            .where("%s %s", option, value).got("\"%s\"", value).expected("one of %s", String.join(", ", known)).didYouMean(value, known)
            .build());
  }

  public static String text(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// `text` as a path.
  ///
  /// Errors: `file/name` for what the system cannot name a file.
  public static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw badName(e);
    }
  }

  public static UserError badName(InvalidPathException e) {
    return UserError.of("file/name").problem("no file can have this name here").where("\"%s\"", e.getInput()).got("%s", e.getReason())
        .expected("a name in the character set of the system, %s", System.getProperty("sun.jnu.encoding", "unknown"))
        .fix("choose another name, or a locale that has its characters, such as LC_ALL=C.UTF-8").cause(e).build();
  }

  /// The value of an option for threads.
  public static int threads(int value) {
    return from1To(Executable.MAX_THREADS, "--threads", value);
  }

  public static int atLeast(int least, String option, int value) {
    if (value < least) {
      throw outOfRange(option, String.valueOf(value)).expected("at least %d", least).build();
    }
    return value;
  }

  public static int from1To(int most, String option, int value) {
    if (value < 1 || value > most) {
      throw outOfRange(option, String.valueOf(value)).expected("1 to %d", most).build();
    }
    return value;
  }

  public static double positive(String option, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw outOfRange(option, String.valueOf(value)).expected("a number above 0").build();
    }
    return value;
  }

  public static double notNegative(String option, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw outOfRange(option, String.valueOf(value)).expected("0 or above").build();
    }
    return value;
  }

  public static double fraction(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw outOfRange(option, String.valueOf(value)).expected("a number from 0 to 1").build();
    }
    return value;
  }

  public static double properFraction(String option, double value) {
    if (!(value > 0 && value < 1)) {
      throw outOfRange(option, String.valueOf(value)).expected("a number between 0 and 1, neither of them").build();
    }
    return value;
  }

  /// The number `text` within the value `spec` of an option.
  public static double number(String option, String spec, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw UserError.of("option/value").problem("the option %s wants a number here", option).where("%s %s", option, spec)
          .got("\"%s\"", text).expected("a number such as 0.1").cause(e).build();
    }
  }

  private static UserError.Builder outOfRange(String option, String value) {
    return UserError.of("option/value").problem("the option %s is out of range", option).where("%s %s", option, value)
        .got("%s", value);
  }

  /// `3,32,32` as a shape.
  public static Shape shape(String option, String value) {
    try {
      return Shape.of(Arrays.stream(value.split(",", -1)).map(String::strip).mapToInt(Integer::parseInt).map(OptionValues::extent)
          .toArray());
    } catch (NumberFormatException e) {
      throw UserError.of("option/value").problem("the option %s is not a shape", option).where("%s %s", option, value)
          .got("\"%s\"", value).expected("channels and spatial extents, each at least 1, separated by commas: 3,32,32")
          .cause(e).build();
    }
  }

  /// The built-in network `name` for inputs of shape `value`, as the option `--input` gives it.
  public static Model network(String name, String value, UnaryOperator<ModelOptions> options) {
    Shape shape = shape(INPUT, value);
    Shape usual = Nets.define(name).inputShape();
    String own = usual.dims().stream().map(Object::toString).collect(Collectors.joining(","));
    if (shape.rank() != usual.rank()) {
      throw UserError.of("option/value").problem("network \"%s\" does not take inputs of this shape", name).where("%s %s", INPUT, value)
          .got("%d extents: %s", shape.rank(), shape).expected("%d extents", usual.rank())
          .expected("channels, then the extents of an image, such as %s, its own", own).build();
    }
    try {
      return Nets.define(name, o -> options.apply(o).input(shape));
    } catch (UserError e) {
      throw e.extended("at", INPUT + " " + value).extended("fix", "give " + INPUT + " larger extents, or leave it out: its own is " + own);
    }
  }

  private static int extent(int extent) {
    if (extent < 1) {
      throw new NumberFormatException("extent " + extent);
    }
    return extent;
  }
}
