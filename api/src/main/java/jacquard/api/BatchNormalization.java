package jacquard.api;

import java.util.function.Consumer;

/// Batch normalisation of a [Tensor].
sealed interface BatchNormalization permits Tensor {
  /// Each channel shifted and scaled to mean 0 and variance 1, then by two parameters of its own:
  ///
  ///     y = (x − μ)/√(σ² + ε)·scale + shift
  ///
  /// In training μ and σ² are the batch's own, over the batch and all positions, and running averages of them are kept; afterwards
  /// they are those averages.
  ///
  /// Shapes   `[C,P…] -> [C,P…]`; parameters `weight[C]` (scale), `bias[C]` (shift); statistics `mean[C]`, `variance[C]`.
  /// Numerics in training a large mean or deviation costs no digits ([jacquard.ir.op.normalization.Moments]); running averages are
  ///          rounded to the model's type, and a variance beyond its range is infinite there.
  /// Errors   `train/one-value` where a batch gives one value per channel, which is its own mean; a warning where a batch of one example
  ///          would.
  /// Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2.
  default Tensor batchNorm() {
    return BatchNormLayer.build((Tensor) this, new BatchNormOptions());
  }

  /// With options: `x.batchNorm(b -> b.decay(0.99).unbiased(false).epsilon(1e-3))` is Keras's.
  default Tensor batchNorm(Consumer<BatchNormOptions> options) {
    var chosen = new BatchNormOptions();
    options.accept(chosen);
    return BatchNormLayer.build((Tensor) this, chosen);
  }
}
