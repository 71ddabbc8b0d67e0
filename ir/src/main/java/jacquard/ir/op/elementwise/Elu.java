package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `elu`: `y = x` for `x > 0`, else `α (eˣ - 1)`.
///
/// Numerics the slope is `α eˣ`: `y + α` would cancel.
/// Accuracy value f32 2 ulp, f64 2; slope f32 2.5, f64 2.
/// Source: Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289, equation 8.
public record Elu(double alpha) implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.select(x.compare(CompareFn.GT, Scalar.constant(0)), x, x.apply(UnaryFn.EXPM1).times(Scalar.constant(alpha)));
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    Scalar below = x.apply(UnaryFn.EXP).times(Scalar.constant(alpha));
    return Optional.of(Scalar.select(x.compare(CompareFn.GT, Scalar.constant(0)), Scalar.constant(1), below));
  }
}
