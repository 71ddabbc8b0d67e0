package jacquard.api;

import java.util.function.Consumer;

/// Pooling layers of a [Tensor].
public sealed interface Pools permits Tensor {
  /// The mean of each window; windows lie side by side unless a stride is given.
  default Tensor avgPool(int window) {
    return PoolLayer.average(self(), new AvgPoolOptions(window));
  }

  default Tensor avgPool(int window, Consumer<AvgPoolOptions> options) {
    var chosen = new AvgPoolOptions(window);
    options.accept(chosen);
    return PoolLayer.average(self(), chosen);
  }

  /// The maximum of each window; windows lie side by side unless a stride is given.
  default Tensor maxPool(int window) {
    return PoolLayer.max(self(), new MaxPoolOptions(window));
  }

  default Tensor maxPool(int window, Consumer<MaxPoolOptions> options) {
    var chosen = new MaxPoolOptions(window);
    options.accept(chosen);
    return PoolLayer.max(self(), chosen);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
