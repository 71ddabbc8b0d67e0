package jacquard.ir.op;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `rsqrt`: `y = 1 / √x`; NaN below 0, ∞ at 0.
public record Rsqrt() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.constant(1).dividedBy(x.apply(UnaryFn.SQRT));
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(y.times(y).times(y).times(Scalar.constant(-0.5)));
  }
}
