package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import java.util.Optional;

/// `relu`: `y = max(x, 0)`; NaN stays NaN. The slope at 0 is 0.
///
/// Accuracy value f32 0 ulp, f64 0; slope f32 0, f64 0.
/// Source: Nair & Hinton 2010, "Rectified linear units improve restricted Boltzmann machines", section 2.
public record Relu() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.select(x.compare(CompareFn.LE, Scalar.constant(0)), Scalar.constant(0), x);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(Scalar.select(y.compare(CompareFn.GT, Scalar.constant(0)), Scalar.constant(1), Scalar.constant(0)));
  }
}
