package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;

/// `prelu`: `y = x` for `x > 0`, else `slope · x`, with a learned slope that broadcasts: `[C,1…]` for one per channel.
///
/// Source: He, Zhang, Ren, Sun 2015, arXiv:1502.01852, equation 1.
public record Prelu() implements BinaryOp {
  @Override
  public Scalar body(Scalar x, Scalar slope) {
    return Scalar.select(x.compare(CompareFn.GT, Scalar.constant(0)), x, slope.times(x));
  }
}
