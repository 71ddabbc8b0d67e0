package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `expm1`: `y = eˣ − 1`, accurate near 0.
///
/// Accuracy value f32 1.6 ulp, f64 1.8; slope f32 1.7, f64 1.5.
public record Expm1() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.EXPM1);
  }
}
