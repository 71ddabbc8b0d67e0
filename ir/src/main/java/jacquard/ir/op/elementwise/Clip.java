package jacquard.ir.op.elementwise;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;

/// `clip`: `y = min(max(x, lo), hi)`; NaN stays NaN. The slope is 1 strictly between the bounds, else 0.
///
/// Hard tanh is `clip {lo=-1, hi=1}`, ReLU6 `clip {lo=0, hi=6}`.
/// Accuracy value f32 0 ulp, f64 0; slope f32 0, f64 0.
/// Errors   `clip/bounds`: `lo` is not below `hi`.
/// Source: Collobert 2004, "Large scale machine learning", section 2.2; Krizhevsky 2010, "Convolutional deep belief networks on
/// CIFAR-10", for the bound 6.
public record Clip(double lo, double hi) implements UnaryOp {
  @Override
  public TensorType infer(Operands in) {
    if (!(lo < hi)) {
      throw in.error("bounds", "the lower bound is not below the upper one").got("[%s, %s]", lo, hi).expected("lo < hi").build();
    }
    return UnaryOp.super.infer(in);
  }

  @Override
  public Scalar body(Scalar x) {
    return StableForms.clip(x, lo, hi);
  }
}
