package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `exp`: `y = eˣ`.
///
/// Accuracy value f32 1.7 ulp, f64 1.5; slope f32 1.7, f64 1.5.
public record Exp() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.EXP);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(y);
  }
}
