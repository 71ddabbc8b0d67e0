package jacquard.ir.op;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `expm1`: `y = eˣ − 1`, accurate near 0.
public record Expm1() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.EXPM1);
  }
}
