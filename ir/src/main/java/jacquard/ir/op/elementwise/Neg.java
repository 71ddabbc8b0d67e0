package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;

/// `neg`: `y = -x`.
///
/// Accuracy value f32 0 ulp, f64 0; slope f32 0, f64 0.
public record Neg() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.negated();
  }
}
