package jacquard.api;

import jacquard.api.build.ReduceSettings;
import jacquard.api.build.ShapeLayer;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.api.options.ReduceOptions;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.reduction.ArgMax;
import jacquard.ir.op.reduction.ArgMin;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceProduct;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.function.Consumer;

/// Reductions of a [Tensor]: the dimensions named are dropped; none named means all. 0 is the channels, -1 the last one.
/// With options they may stay: `x.mean(r -> r.dims(1, 2).keepDims())` is `[C,1,1]`.
sealed interface Reductions permits Tensor {
  default Tensor sum(int... dimensions) {
    return sum(r -> r.dims(dimensions));
  }

  /// As the method above, with options.
  default Tensor sum(Consumer<ReduceOptions> options) {
    return new Tensor(ShapeLayer.reduce("sum", self(), chosen(options), (axes, kept) -> new ReduceSum(axes, kept)));
  }

  default Tensor mean(int... dimensions) {
    return mean(r -> r.dims(dimensions));
  }

  /// As the method above, with options.
  default Tensor mean(Consumer<ReduceOptions> options) {
    return new Tensor(ShapeLayer.reduce("mean", self(), chosen(options), (axes, kept) -> new ReduceMean(axes, kept)));
  }

  default Tensor max(int... dimensions) {
    return max(r -> r.dims(dimensions));
  }

  /// As the method above, with options.
  default Tensor max(Consumer<ReduceOptions> options) {
    return new Tensor(ShapeLayer.reduce("max", self(), chosen(options), (axes, kept) -> new ReduceMax(axes, kept)));
  }

  default Tensor min(int... dimensions) {
    return min(r -> r.dims(dimensions));
  }

  /// As the method above, with options.
  default Tensor min(Consumer<ReduceOptions> options) {
    return new Tensor(ShapeLayer.reduce("min", self(), chosen(options), (axes, kept) -> new ReduceMin(axes, kept)));
  }

  default Tensor product(int... dimensions) {
    return product(r -> r.dims(dimensions));
  }

  /// As the method above, with options.
  default Tensor product(Consumer<ReduceOptions> options) {
    return new Tensor(ShapeLayer.reduce("product", self(), chosen(options), (axes, kept) -> new ReduceProduct(axes, kept)));
  }

  /// `ln Σ eˣ`, which does not overflow.
  default Tensor logSumExp(int... dimensions) {
    return logSumExp(r -> r.dims(dimensions));
  }

  /// As the method above, with options.
  default Tensor logSumExp(Consumer<ReduceOptions> options) {
    return new Tensor(ShapeLayer.reduce("logSumExp", self(), chosen(options), (axes, kept) -> new LogSumExp(axes, kept)));
  }

  /// The mean of the squared distances from the mean (biased).
  default Tensor variance(int... dimensions) {
    return variance(r -> r.dims(dimensions));
  }

  /// As the method above, with options.
  default Tensor variance(Consumer<ReduceOptions> options) {
    return new Tensor(ShapeLayer.reduce("variance", self(), chosen(options), (axes, kept) -> new Variance(axes, kept, 0)));
  }

  /// Where the largest value along a dimension stands, the first of equal ones, as whole numbers. No gradient flows.
  default Tensor argMax(int dimension) {
    return new Tensor(ShapeLayer.position("argMax", self(), dimension, axis -> new ArgMax(axis, false)));
  }

  /// As [#argMax], of the smallest.
  default Tensor argMin(int dimension) {
    return new Tensor(ShapeLayer.position("argMin", self(), dimension, axis -> new ArgMin(axis, false)));
  }

  private static ReduceSettings chosen(Consumer<ReduceOptions> options) {
    var settings = new ReduceSettings();
    Check.options(options).accept(new ReduceOptions(settings));
    return settings;
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
