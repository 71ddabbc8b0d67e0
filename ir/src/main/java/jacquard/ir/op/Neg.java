package jacquard.ir.op;

import jacquard.ir.loop.Scalar;

/// `neg`: `y = -x`.
public record Neg() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.negated();
  }
}
