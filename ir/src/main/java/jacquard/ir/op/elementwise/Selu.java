package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `selu`: `y = λ·x` for `x > 0`, else `λ·α (eˣ − 1)`, with `λ` and `α` such that activations of mean 0 and variance 1 keep both.
///
/// Numerics the slope is `λ·α eˣ`: `y + λ·α` would cancel.
/// Accuracy value f32 3 ulp, f64 2.5; slope f32 3, f64 2.5.
/// Source: Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv:1706.02515, equation 2; constants from equation 14.
public record Selu() implements UnaryOp {
  private static final double ALPHA = 1.6732632423543772;
  private static final double LAMBDA = 1.0507009873554805;

  @Override
  public Scalar body(Scalar x) {
    Scalar below = x.apply(UnaryFn.EXPM1).times(Scalar.constant(LAMBDA * ALPHA));
    return Scalar.select(x.compare(CompareFn.GT, Scalar.constant(0)), x.times(Scalar.constant(LAMBDA)), below);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    Scalar below = x.apply(UnaryFn.EXP).times(Scalar.constant(LAMBDA * ALPHA));
    return Optional.of(Scalar.select(x.compare(CompareFn.GT, Scalar.constant(0)), Scalar.constant(LAMBDA), below));
  }
}
