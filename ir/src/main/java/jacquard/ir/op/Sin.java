package jacquard.ir.op;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `sin`: `y = sin x`, `x` in radians.
public record Sin() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.SIN);
  }
}
