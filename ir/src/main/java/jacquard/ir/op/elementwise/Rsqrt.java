package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `rsqrt`: `y = 1 / √x`; NaN below 0, ∞ at 0.
///
/// Accuracy value f32 1.5 ulp, f64 1.5; slope f32 5.5, f64 5.
public record Rsqrt() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.constant(1).dividedBy(x.apply(UnaryFn.SQRT));
  }

  /// `−½·dy·y³`, from the left: the cube of `y` may overflow where this does not.
  @Override
  public Scalar cotangent(Scalar x, Scalar y, Scalar dy) {
    return dy.times(Scalar.constant(-0.5)).times(y).times(y).times(y);
  }
}
