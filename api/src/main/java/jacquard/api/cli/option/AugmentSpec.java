package jacquard.api.cli.option;

import jacquard.api.data.Augmentation;
import jacquard.ir.UserError;

/// `--augment crop=4,flip,shift=0.5,jitter=0.2`: the changes of [Augmentation], separated by commas.
public final class AugmentSpec {
  public static final String FORMS = "crop=PIXELS, shift=PIXELS, flip, jitter=AMOUNT, separated by commas";
  private static final String OPTION = "--augment";

  private AugmentSpec() {}

  public static Augmentation parse(String spec) {
    return Augmentation.of(changes -> {
      for (String part : spec.split(",", -1)) {
        add(changes, spec, part.strip());
      }
    });
  }

  private static void add(Augmentation.Options changes, String spec, String part) {
    int equals = part.indexOf('=');
    String amount = part.substring(equals + 1);
    switch (equals < 0 ? part : part.substring(0, equals + 1)) {
      case "flip" -> changes.flip();
      case "crop=" -> changes.crop(whole(spec, amount));
      case "shift=" -> changes.shift(OptionValues.notNegative(OPTION, OptionValues.number(OPTION, spec, amount)));
      case "jitter=" -> changes.jitter(OptionValues.fraction(OPTION, OptionValues.number(OPTION, spec, amount)));
      default -> throw wrong(spec, part);
    }
  }

  private static int whole(String spec, String amount) {
    double number = OptionValues.number(OPTION, spec, amount);
    if (number < 0 || number > Short.MAX_VALUE || number != Math.rint(number)) {
      throw wrong(spec, "crop=" + amount);
    }
    return (int) number;
  }

  private static UserError wrong(String spec, String part) {
    return UserError.of("option/value").problem("the option %s does not know this change", OPTION).where("%s %s", OPTION, spec)
        .got("\"%s\"", part).expected("%s", FORMS).build();
  }
}
