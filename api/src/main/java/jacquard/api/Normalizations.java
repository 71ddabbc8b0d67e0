package jacquard.api;

import java.util.function.Consumer;

/// Normalisations of a [Tensor] that treat each example by itself, in training and afterwards alike.
///
/// Errors   those of the op behind, such as `group_norm/groups`; `layer_norm/dimensions`.
sealed interface Normalizations permits Tensor {
  /// Each example to mean 0 and variance 1 over all its elements, each of which is then scaled and shifted.
  default Tensor layerNorm() {
    return layerNorm(self().shape().rank());
  }

  /// As [#layerNorm()], over the last `dimensions` dimensions.
  default Tensor layerNorm(int dimensions) {
    return NormalizationLayer.layer(self(), dimensions, new NormOptions());
  }

  default Tensor layerNorm(int dimensions, Consumer<NormOptions> options) {
    var chosen = new NormOptions();
    options.accept(chosen);
    return NormalizationLayer.layer(self(), dimensions, chosen);
  }

  /// Each of `groups` groups of channels to mean 0 and variance 1, then each channel scaled and shifted.
  default Tensor groupNorm(int groups) {
    return NormalizationLayer.group(self(), groups, new NormOptions());
  }

  default Tensor groupNorm(int groups, Consumer<NormOptions> options) {
    var chosen = new NormOptions();
    options.accept(chosen);
    return NormalizationLayer.group(self(), groups, chosen);
  }

  /// Each map to mean 0 and variance 1, then scaled and shifted.
  default Tensor instanceNorm() {
    return NormalizationLayer.instance(self(), new NormOptions());
  }

  default Tensor instanceNorm(Consumer<NormOptions> options) {
    var chosen = new NormOptions();
    options.accept(chosen);
    return NormalizationLayer.instance(self(), chosen);
  }

  /// Each element divided by a power of the squares at its position in `size` channels around it.
  default Tensor localResponseNorm(int size) {
    return NormalizationLayer.response(self(), size, new ResponseNormOptions());
  }

  default Tensor localResponseNorm(int size, Consumer<ResponseNormOptions> options) {
    var chosen = new ResponseNormOptions();
    options.accept(chosen);
    return NormalizationLayer.response(self(), size, chosen);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
