package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `abs`: `y = |x|`. The slope at 0 is 0.
///
/// Accuracy value f32 0 ulp, f64 0; slope f32 0, f64 0.
public record Abs() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.ABS);
  }
}
