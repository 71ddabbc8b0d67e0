package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `tanh`: `y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)`.
///
/// Accuracy value f32 2 ulp, f64 2; slope f32 2, f64 2.
public record Tanh() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.TANH);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(Scalar.constant(1).minus(y.times(y)));
  }
}
