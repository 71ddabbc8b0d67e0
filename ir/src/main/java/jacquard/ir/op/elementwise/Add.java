package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;

/// `add`: `y = a + b`.
public record Add() implements BinaryOp {
  @Override
  public Scalar body(Scalar a, Scalar b) {
    return a.plus(b);
  }
}
