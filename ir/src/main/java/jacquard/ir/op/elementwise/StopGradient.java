package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import java.util.Optional;

/// `stop_gradient`: `y = x`, through which no gradient flows.
///
/// Accuracy value f32 0 ulp, f64 0; slope f32 0, f64 0.
public record StopGradient() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x;
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(Scalar.constant(0));
  }
}
