package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;

/// `hard_swish`: `y = x · min(max(x + 3, 0), 6) / 6`: 0 up to -3, `x` from 3.
///
/// Accuracy value f32 2.5 ulp, f64 2; slope f32 1.5, f64 1.5.
/// Source: Howard et al. 2019, arXiv:1905.02244, section 5.2.
public record HardSwish() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    Scalar three = Scalar.constant(3);
    Scalar between = x.times(x.plus(three)).dividedBy(Scalar.constant(6));
    Scalar above = Scalar.select(x.compare(CompareFn.GE, three), x, between);
    return Scalar.select(x.compare(CompareFn.LE, Scalar.constant(-3)), Scalar.constant(0), above);
  }
}
