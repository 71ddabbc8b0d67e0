package jacquard.api;

import jacquard.api.build.DropoutLayer;
import jacquard.api.network.Symbol;

/// Layers of a [Tensor] that drop parts of it at random, in training only.
///
/// Which parts is decided by the run's seed, the layer's place among the random layers, the step and the element, so that a run can
/// be repeated bit by bit.
/// Errors   `dropout/rate`, `dropout/rank`.
sealed interface Dropouts permits Tensor {
  /// In training each element becomes 0 with probability `rate`, the others are divided by `1 - rate`; otherwise the tensor itself.
  ///
  /// Source: Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15.
  default Tensor dropout(double rate) {
    return new Tensor(DropoutLayer.build(self(), rate, false));
  }

  /// As [#dropout(double)], whole channels at a time: neighbours in a map say nearly the same.
  ///
  /// Source: Tompson et al. 2015, arXiv:1411.4280, section 3.2.
  default Tensor spatialDropout(double rate) {
    return new Tensor(DropoutLayer.build(self(), rate, true));
  }

  /// As [#dropout(double)], the whole of an example at a time: a branch beside a shortcut is left out at random.
  ///
  /// ```java
  /// x.plus(x.conv(16, 3, c -> c.padding(1)).stochasticDepth(0.1))
  /// ```
  ///
  /// Source: Huang et al. 2016, arXiv:1603.09382, equation 2, scaled in training instead of inference.
  default Tensor stochasticDepth(double rate) {
    return new Tensor(DropoutLayer.stochasticDepth(self(), rate));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
