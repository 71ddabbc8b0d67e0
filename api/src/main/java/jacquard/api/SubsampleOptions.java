package jacquard.api;

/// The options of a trainable average pooling: those of [WindowOptions] and
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `init`, `biasInit` | how coefficients and biases start | [Initializer#fanIn()], of a window's elements |
public final class SubsampleOptions extends WindowOptions<SubsampleOptions> {
  Initializer init = Initializer.fanIn();
  Initializer biasInit = Initializer.fanIn();

  SubsampleOptions(int... window) {
    super(window);
  }

  public SubsampleOptions init(Initializer coefficients) {
    init = coefficients;
    return this;
  }

  public SubsampleOptions biasInit(Initializer biases) {
    biasInit = biases;
    return this;
  }

  @Override
  SubsampleOptions self() {
    return this;
  }
}
