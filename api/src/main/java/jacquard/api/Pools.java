package jacquard.api;

import jacquard.api.build.AvgPoolSettings;
import jacquard.api.build.PoolLayer;
import jacquard.api.build.SubsampleLayer;
import jacquard.api.build.SubsampleSettings;
import jacquard.api.build.WindowSettings;
import jacquard.api.check.Check;
import jacquard.api.check.Notation;
import jacquard.api.network.Symbol;
import jacquard.api.options.AvgPoolOptions;
import jacquard.api.options.PoolOptions;
import jacquard.api.options.SubsampleOptions;
import jacquard.ir.op.pooling.AdaptiveAvgPool;
import jacquard.ir.op.pooling.AdaptiveMaxPool;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import java.util.function.Consumer;

/// Pooling layers of a [Tensor]: `[C,H…] -> [C,P…]`. Windows lie side by side unless a stride is given.
sealed interface Pools permits Tensor {
  /// The mean of each window.
  default Tensor avgPool(int window) {
    return avgPool(window, o -> {});
  }

  default Tensor avgPool(int window, Consumer<AvgPoolOptions> options) {
    var settings = new AvgPoolSettings(window);
    Check.options(options).accept(new AvgPoolOptions(settings));
    return new Tensor(PoolLayer.of(self(), "avg", settings, w -> new AvgPool(w, settings.countPadding)));
  }

  /// The maximum of each window.
  default Tensor maxPool(int window) {
    return maxPool(window, o -> {});
  }

  default Tensor maxPool(int window, Consumer<PoolOptions> options) {
    return new Tensor(PoolLayer.of(self(), "pool", chosen(window, options), MaxPool::new));
  }

  /// Where the maximum of each window stands, for [Lookups#maxUnpool]: its row-major position in the map, as `[C,P…]` of whole numbers.
  /// No gradient flows.
  ///
  /// ```java
  /// x.maxPool(2).maxUnpool(x.maxPoolPositions(2), 28, 28)
  /// ```
  default Tensor maxPoolPositions(int window) {
    return maxPoolPositions(window, o -> {});
  }

  default Tensor maxPoolPositions(int window, Consumer<PoolOptions> options) {
    return new Tensor(PoolLayer.positions(self(), chosen(window, options)));
  }

  /// The sum of each window.
  default Tensor sumPool(int window) {
    return sumPool(window, o -> {});
  }

  default Tensor sumPool(int window, Consumer<PoolOptions> options) {
    return new Tensor(PoolLayer.of(self(), "sum", chosen(window, options), SumPool::new));
  }

  /// The Euclidean norm of each window.
  default Tensor l2Pool(int window) {
    return lpPool(2, window);
  }

  default Tensor l2Pool(int window, Consumer<PoolOptions> options) {
    return lpPool(2, window, options);
  }

  /// `(Σ xᵖ)^(1/p)` over each window, for values that are not negative or an even `p`.
  default Tensor lpPool(double p, int window) {
    return lpPool(p, window, o -> {});
  }

  default Tensor lpPool(double p, int window, Consumer<PoolOptions> options) {
    return new Tensor(PoolLayer.of(self(), "l" + Notation.number(p), chosen(window, options), w -> new LpPool(p, w)));
  }

  /// A trainable average pooling, the subsampling of LeNet-5: the sum of each window times a coefficient of its map, plus a bias of its
  /// map. Mostly followed by an activation.
  ///
  /// Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", section II.B.
  default Tensor subsample(int window) {
    return subsample(window, o -> {});
  }

  default Tensor subsample(int window, Consumer<SubsampleOptions> options) {
    var settings = new SubsampleSettings(window);
    Check.options(options).accept(new SubsampleOptions(settings));
    return new Tensor(SubsampleLayer.build(self(), settings));
  }

  /// The means of windows that divide the input into `size` positions (one value for all spatial dimensions, or one per dimension):
  /// window `p` of `P` is `[⌊p·H/P⌋, ⌈(p + 1)·H/P⌉)`.
  default Tensor adaptiveAvgPool(int... size) {
    return new Tensor(PoolLayer.adaptive(self(), "avg", Check.given("the array of extents", size), AdaptiveAvgPool::new));
  }

  /// The maxima of windows that divide the input into `size` positions, as [#adaptiveAvgPool].
  default Tensor adaptiveMaxPool(int... size) {
    return new Tensor(PoolLayer.adaptive(self(), "pool", Check.given("the array of extents", size), AdaptiveMaxPool::new));
  }

  /// The mean of each map: `[C,H…] -> [C]`.
  default Tensor globalAvgPool() {
    return new Tensor(PoolLayer.global(self(), "global avg", axes -> new ReduceMean(axes, false)));
  }

  /// The maximum of each map: `[C,H…] -> [C]`. Equal maxima share the gradient evenly; in windows the first has it.
  default Tensor globalMaxPool() {
    return new Tensor(PoolLayer.global(self(), "global pool", axes -> new ReduceMax(axes, false)));
  }

  /// The settings of windows that have none of their own.
  static WindowSettings chosen(int window, Consumer<PoolOptions> options) {
    var settings = new WindowSettings(window);
    Check.options(options).accept(new PoolOptions(settings));
    return settings;
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
