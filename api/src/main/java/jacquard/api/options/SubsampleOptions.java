package jacquard.api.options;

import jacquard.api.build.SubsampleSettings;
import jacquard.api.check.Check;
import jacquard.api.layer.Initializer;

/// The options of a trainable average pooling: those of [WindowOptions] and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `init`, `biasInit` | how coefficients and biases start | [Initializer#fanIn()], of a window's elements |
public final class SubsampleOptions extends WindowOptions<SubsampleOptions> {
  private final SubsampleSettings settings;

  /// Made by the methods that take these options.
  @SuppressWarnings("exports") // a hidden type, so that users cannot call this
  public SubsampleOptions(SubsampleSettings settings) {
    super(settings);
    this.settings = settings;
  }

  /// How the coefficients start; [Initializer#fanIn()], of a window's elements, unless given.
  public SubsampleOptions init(Initializer coefficients) {
    settings.init = Check.given("the initializer", coefficients);
    return this;
  }

  /// How the biases start; [Initializer#fanIn()], of a window's elements, unless given.
  public SubsampleOptions biasInit(Initializer biases) {
    settings.biasInit = Check.given("the initializer", biases);
    return this;
  }

  @Override
  SubsampleOptions self() {
    return this;
  }
}
