package jacquard.ir.op;

import jacquard.ir.loop.Scalar;
import java.util.Optional;

/// `reciprocal`: `y = 1/x`.
public record Reciprocal() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.constant(1).dividedBy(x);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(y.times(y).negated());
  }
}
