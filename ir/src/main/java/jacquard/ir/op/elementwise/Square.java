package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;

/// `square`: `y = x²`.
///
/// Accuracy value f32 0.5 ulp, f64 0.5; slope f32 0, f64 0.
public record Square() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.times(x);
  }
}
