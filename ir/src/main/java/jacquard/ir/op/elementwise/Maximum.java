package jacquard.ir.op.elementwise;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;

/// `maximum`: the larger of `a` and `b`; NaN when either is NaN. Equal operands share the slope.
public record Maximum() implements BinaryOp {
  @Override
  public Scalar body(Scalar a, Scalar b) {
    return new Scalar.Binary(BinaryFn.MAX, a, b);
  }
}
