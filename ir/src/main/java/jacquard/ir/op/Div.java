package jacquard.ir.op;

import jacquard.ir.loop.Scalar;

/// `div`: `y = a / b`.
public record Div() implements BinaryOp {
  @Override
  public Scalar body(Scalar a, Scalar b) {
    return a.dividedBy(b);
  }
}
