package jacquard.api;

import jacquard.ir.op.ArgMax;
import jacquard.ir.op.ArgMin;
import jacquard.ir.op.LogSumExp;
import jacquard.ir.op.ReduceMax;
import jacquard.ir.op.ReduceMean;
import jacquard.ir.op.ReduceMin;
import jacquard.ir.op.ReduceProduct;
import jacquard.ir.op.ReduceSum;
import jacquard.ir.op.Variance;

/// Reductions of a [Tensor]: the dimensions named are dropped; none named means all. 0 is the channels, -1 the last one.
public sealed interface Reductions permits Tensor {
  default Tensor sum(int... dimensions) {
    return ShapeLayer.reduce("sum", self(), dimensions, axes -> new ReduceSum(axes, false));
  }

  default Tensor mean(int... dimensions) {
    return ShapeLayer.reduce("mean", self(), dimensions, axes -> new ReduceMean(axes, false));
  }

  default Tensor max(int... dimensions) {
    return ShapeLayer.reduce("max", self(), dimensions, axes -> new ReduceMax(axes, false));
  }

  default Tensor min(int... dimensions) {
    return ShapeLayer.reduce("min", self(), dimensions, axes -> new ReduceMin(axes, false));
  }

  default Tensor product(int... dimensions) {
    return ShapeLayer.reduce("product", self(), dimensions, axes -> new ReduceProduct(axes, false));
  }

  /// `ln Σ eˣ`, which does not overflow.
  default Tensor logSumExp(int... dimensions) {
    return ShapeLayer.reduce("logSumExp", self(), dimensions, axes -> new LogSumExp(axes, false));
  }

  /// The mean of the squared distances from the mean (biased).
  default Tensor variance(int... dimensions) {
    return ShapeLayer.reduce("variance", self(), dimensions, axes -> new Variance(axes, false, 0));
  }

  /// Where the largest value along a dimension stands, the first of equal ones, as whole numbers. No gradient flows.
  default Tensor argMax(int dimension) {
    return ShapeLayer.position("argMax", self(), dimension, axis -> new ArgMax(axis, false));
  }

  /// As [#argMax], of the smallest.
  default Tensor argMin(int dimension) {
    return ShapeLayer.position("argMin", self(), dimension, axis -> new ArgMin(axis, false));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
