package jacquard.ir.op.elementwise;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;

/// `pow`: `y = aᵇ`, as `StrictMath.pow` defines its special cases.
public record Pow() implements BinaryOp {
  @Override
  public Scalar body(Scalar a, Scalar b) {
    return new Scalar.Binary(BinaryFn.POW, a, b);
  }
}
