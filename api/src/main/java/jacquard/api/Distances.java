package jacquard.api;

import java.util.function.Consumer;

/// Output layers of a [Tensor] that measure distances.
sealed interface Distances permits Tensor {
  /// The squared distances to a fixed code for each class: `[I] -> [classes]`. The smallest distance names the class.
  ///
  /// Trained with [Loss#maximumAPosteriori(double)].
  default Tensor rbf(int classes) {
    return RbfLayer.build((Tensor) this, classes, new RbfOptions());
  }

  /// As the method above, with options: `x.rbf(10, r -> r.codes(RbfCodes.digits()))`.
  default Tensor rbf(int classes, Consumer<RbfOptions> options) {
    var chosen = new RbfOptions();
    options.accept(chosen);
    return RbfLayer.build((Tensor) this, classes, chosen);
  }
}
