package jacquard.ir.op;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `log`: `y = ln x`; NaN below 0, -∞ at 0.
public record Log() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.LOG);
  }
}
