package jacquard.api;

import jacquard.ir.op.ReduceMax;
import jacquard.ir.op.ReduceMean;
import jacquard.ir.op.ReduceSum;

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

  private Tensor self() {
    return (Tensor) this;
  }
}
