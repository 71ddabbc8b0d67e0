package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;

/// `reciprocal`: `y = 1/x`.
///
/// Accuracy value f32 0.5 ulp, f64 0.5; slope f32 2, f64 2.
public record Reciprocal() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.constant(1).dividedBy(x);
  }

  /// `−(dy·y)·y`: the square of `y` may overflow where this does not.
  @Override
  public Scalar cotangent(Scalar x, Scalar y, Scalar dy) {
    return dy.times(y).times(y).negated();
  }
}
