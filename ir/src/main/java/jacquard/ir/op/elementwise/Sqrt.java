package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `sqrt`: `y = √x`; NaN below 0.
///
/// Accuracy value f32 0.5 ulp, f64 0.5; slope f32 1.5, f64 1.5.
public record Sqrt() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.SQRT);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(Scalar.constant(0.5).dividedBy(y));
  }
}
