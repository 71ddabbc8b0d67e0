package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;

/// `mul`: `y = a · b`.
public record Mul() implements BinaryOp {
  @Override
  public Scalar body(Scalar a, Scalar b) {
    return a.times(b);
  }
}
