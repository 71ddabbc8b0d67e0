package jacquard.ir.op;

import jacquard.ir.loop.Scalar;

/// `square`: `y = x²`.
public record Square() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.times(x);
  }
}
