package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `cos`: `y = cos x`, `x` in radians.
///
/// Accuracy value f32 1.7 ulp, f64 1.6; slope f32 1.7, f64 1.6.
public record Cos() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.COS);
  }
}
