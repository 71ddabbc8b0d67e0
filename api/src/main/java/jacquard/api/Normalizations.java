package jacquard.api;

import jacquard.api.build.BatchNormLayer;
import jacquard.api.build.BatchNormSettings;
import jacquard.api.build.NormSettings;
import jacquard.api.build.NormalizationLayer;
import jacquard.api.build.ResponseNormSettings;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.api.options.BatchNormOptions;
import jacquard.api.options.NormOptions;
import jacquard.api.options.ResponseNormOptions;
import java.util.function.Consumer;

/// Normalisations of a [Tensor]. All but [#batchNorm()] treat each example by itself, in training and afterwards alike.
///
/// Errors   those of the op that is built, such as `group_norm/groups`; `layer_norm/dimensions`.
sealed interface Normalizations permits Tensor {
  /// Each channel shifted and scaled to mean 0 and variance 1, then by two parameters of its own:
  ///
  ///     y = (x − μ)/√(σ² + ε)·scale + shift
  ///
  /// In training μ and σ² are the batch's own, over the batch and all positions, and running averages of them are kept; afterwards
  /// they are those averages.
  ///
  /// Shapes   `[C,P…] -> [C,P…]`; parameters `weight[C]` (scale), `bias[C]` (shift); statistics `mean[C]`, `variance[C]`.
  /// Numerics in training a large mean or deviation costs no digits ([jacquard.ir.op.normalization.CenteredMoments]); running averages are
  ///          rounded to the model's type, and a variance beyond its range is infinite there.
  /// Errors   `train/one-value` where a batch gives one value per channel, which is its own mean; a warning where a batch of one example
  ///          would.
  /// Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2.
  default Tensor batchNorm() {
    return new Tensor(BatchNormLayer.build(self(), new BatchNormSettings()));
  }

  /// With options: `x.batchNorm(b -> b.decay(0.99).unbiased(false).epsilon(1e-3))` is Keras's.
  default Tensor batchNorm(Consumer<BatchNormOptions> options) {
    var settings = new BatchNormSettings();
    Check.options(options).accept(new BatchNormOptions(settings));
    return new Tensor(BatchNormLayer.build(self(), settings));
  }

  /// Each example to mean 0 and variance 1 over all its elements, each of which is then scaled and shifted.
  default Tensor layerNorm() {
    return layerNorm(self().shape().rank());
  }

  /// As [#layerNorm()], over the last `dimensions` dimensions.
  default Tensor layerNorm(int dimensions) {
    return new Tensor(NormalizationLayer.layer(self(), dimensions, new NormSettings()));
  }

  default Tensor layerNorm(int dimensions, Consumer<NormOptions> options) {
    var settings = new NormSettings();
    Check.options(options).accept(new NormOptions(settings));
    return new Tensor(NormalizationLayer.layer(self(), dimensions, settings));
  }

  /// Each of `groups` groups of channels to mean 0 and variance 1, then each channel scaled and shifted.
  default Tensor groupNorm(int groups) {
    return new Tensor(NormalizationLayer.group(self(), groups, new NormSettings()));
  }

  default Tensor groupNorm(int groups, Consumer<NormOptions> options) {
    var settings = new NormSettings();
    Check.options(options).accept(new NormOptions(settings));
    return new Tensor(NormalizationLayer.group(self(), groups, settings));
  }

  /// Each map to mean 0 and variance 1, then scaled and shifted.
  default Tensor instanceNorm() {
    return new Tensor(NormalizationLayer.instance(self(), new NormSettings()));
  }

  default Tensor instanceNorm(Consumer<NormOptions> options) {
    var settings = new NormSettings();
    Check.options(options).accept(new NormOptions(settings));
    return new Tensor(NormalizationLayer.instance(self(), settings));
  }

  /// Each element divided by a power of the squares at its position in `size` channels around it.
  default Tensor localResponseNorm(int size) {
    return new Tensor(NormalizationLayer.response(self(), size, new ResponseNormSettings()));
  }

  default Tensor localResponseNorm(int size, Consumer<ResponseNormOptions> options) {
    var settings = new ResponseNormSettings();
    Check.options(options).accept(new ResponseNormOptions(settings));
    return new Tensor(NormalizationLayer.response(self(), size, settings));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
