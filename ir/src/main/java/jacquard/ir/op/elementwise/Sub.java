package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;

/// `sub`: `y = a - b`.
public record Sub() implements BinaryOp {
  @Override
  public Scalar body(Scalar a, Scalar b) {
    return a.minus(b);
  }
}
