package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import java.util.Optional;

/// `sign`: 1 above 0, -1 below, 0 at either zero; NaN stays NaN. The slope is 0.
///
/// Accuracy value f32 0 ulp, f64 0; slope f32 0, f64 0.
public record Sign() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    Scalar zero = Scalar.constant(0);
    Scalar below = Scalar.select(x.compare(CompareFn.LT, zero), Scalar.constant(-1), Scalar.select(x.compare(CompareFn.EQ, zero), zero, x));
    return Scalar.select(x.compare(CompareFn.GT, zero), Scalar.constant(1), below);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(Scalar.constant(0));
  }
}
