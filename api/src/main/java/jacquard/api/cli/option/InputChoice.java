package jacquard.api.cli.option;

import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.ir.UserError;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The shape of a network's input, of commands that take a network: for one of a file that leaves extents open, or for a built-in one at
/// another size.
public final class InputChoice {
  @Option(names = OptionValues.INPUT, paramLabel = "C,H,W",
      description = "Channels and spatial extents of the input. Default: the network's own.")
  private @Nullable String shape;

  /// As if `text` stood behind the option, which is left out where it is empty.
  public static InputChoice of(String text) {
    var choice = new InputChoice();
    choice.shape = text.isEmpty() ? null : text;
    return choice;
  }

  /// The shape as it was given, empty where it was not.
  public String text() {
    return shape == null ? "" : shape;
  }

  /// Refuses a shape for `other`, which is no network.
  ///
  /// Errors: `option/value`.
  public void requireNone(String other) {
    if (shape != null) {
      throw UserError.of("option/value").problem("%s has a shape of its own", other).where("%s %s", OptionValues.INPUT, shape)
          .expected("a network").fix("leave %s out", OptionValues.INPUT).build();
    }
  }

  /// The network named `name`, for this input.
  public Model model(String name) {
    return model(name, o -> o);
  }

  /// As above; `options` are for networks whose values are drawn.
  public Model model(String name, UnaryOperator<ModelOptions> options) {
    return NetworkChoice.model(name, shape, options);
  }
}
