package jacquard.ir.op;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `softplus`: `y = ln(1 + e^(βx)) / β`, and `y = x` where `βx > 20`, as PyTorch defines it.
///
/// Source: Dugas, Bengio, Bélisle, Nadeau, Garcia 2001, "Incorporating second-order functional knowledge", equation 6.
public record Softplus(double beta) implements UnaryOp {
  private static final double LINEAR_ABOVE = 20;

  @Override
  public Scalar body(Scalar x) {
    Scalar scaled = x.times(Scalar.constant(beta));
    Scalar soft = scaled.apply(UnaryFn.EXP).apply(UnaryFn.LOG1P).dividedBy(Scalar.constant(beta));
    return Scalar.select(scaled.compare(CompareFn.GT, Scalar.constant(LINEAR_ABOVE)), x, soft);
  }
}
