package jacquard.ir.op;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `sigmoid`: `y = 1 / (1 + e⁻ˣ)`.
public record Sigmoid() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.constant(1).dividedBy(Scalar.constant(1).plus(x.negated().apply(UnaryFn.EXP)));
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(y.times(Scalar.constant(1).minus(y)));
  }
}
