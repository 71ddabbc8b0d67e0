package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `log`: `y = ln x`; NaN below 0, -∞ at 0.
///
/// Accuracy value f32 1 ulp, f64 1; slope f32 0.5, f64 0.5.
public record Log() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.LOG);
  }
}
