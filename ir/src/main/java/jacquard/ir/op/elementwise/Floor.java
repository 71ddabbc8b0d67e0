package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `floor`: the largest integer at most `x`; -0.0 stays -0.0. The slope is 0.
///
/// Accuracy value f32 0 ulp, f64 0; slope f32 0, f64 0.
public record Floor() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.FLOOR);
  }
}
