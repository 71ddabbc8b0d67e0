package jacquard.api.cli.option;

import jacquard.api.layer.Initializer;
import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The initialisers of `--init`: a name, or `NAME=NUMBER` for those with a number.
public enum InitializerChoice {
  FAN_IN(n -> Initializer.fanIn(), null),
  HE_NORMAL(n -> Initializer.heNormal(), null),
  HE_UNIFORM(n -> Initializer.heUniform(), null),
  GLOROT_NORMAL(n -> Initializer.glorotNormal(), null),
  GLOROT_UNIFORM(n -> Initializer.glorotUniform(), null),
  ZEROS(n -> Initializer.zeros(), null),
  GAUSSIAN(Initializer::gaussian, "SIGMA"),
  CONSTANT(Initializer::constant, "VALUE");

  private static final String OPTION = "--init";

  private final DoubleFunction<Initializer> initializer;
  private final @Nullable String number;

  InitializerChoice(DoubleFunction<Initializer> initializer, @Nullable String number) {
    this.initializer = initializer;
    this.number = number;
  }

  private String form() {
    return number == null ? OptionValues.text(this) : OptionValues.text(this) + "=" + number;
  }

  /// All forms, for help and messages.
  public static String forms() {
    return Arrays.stream(values()).map(InitializerChoice::form).collect(Collectors.joining(", "));
  }

  public static Initializer parse(String spec) {
    int equals = spec.indexOf('=');
    String name = equals < 0 ? spec : spec.substring(0, equals);
    for (InitializerChoice choice : values()) {
      if (OptionValues.text(choice).equals(name) && (choice.number != null) == (equals >= 0)) {
        return choice.initializer.apply(equals < 0 ? 0 : OptionValues.number(OPTION, spec, spec.substring(equals + 1)));
      }
    }
    throw UserError.of("option/value").problem("the option %s does not know this value", OPTION).where("%s %s", OPTION, spec)
        .got("\"%s\"", spec).expected("one of %s", forms())
        .didYouMean(name, Arrays.stream(values()).map(OptionValues::text).toList()).build();
  }
}
