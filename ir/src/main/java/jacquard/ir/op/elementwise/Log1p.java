package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `log1p`: `y = ln(1 + x)`, accurate near 0; NaN below -1, -∞ at -1.
///
/// Accuracy value f32 1.5 ulp, f64 1.5; slope f32 1.6, f64 1.5.
public record Log1p() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.LOG1P);
  }
}
