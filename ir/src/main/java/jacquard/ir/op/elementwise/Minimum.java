package jacquard.ir.op.elementwise;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;

/// `minimum`: the smaller of `a` and `b`; NaN when either is NaN. Equal operands share the slope.
public record Minimum() implements BinaryOp {
  @Override
  public Scalar body(Scalar a, Scalar b) {
    return new Scalar.Binary(BinaryFn.MIN, a, b);
  }
}
