package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import java.util.Optional;

/// `leaky_relu`: `y = x` for `x > 0`, else `slope · x`.
///
/// Accuracy value f32 1 ulp, f64 0.5; slope f32 0.5, f64 0.
/// Source: Maas, Hannun, Ng 2013, "Rectifier nonlinearities improve neural network acoustic models", equation 2.
public record LeakyRelu(double slope) implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return Scalar.select(x.compare(CompareFn.GT, Scalar.constant(0)), x, x.times(Scalar.constant(slope)));
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(Scalar.select(x.compare(CompareFn.GT, Scalar.constant(0)), Scalar.constant(1), Scalar.constant(slope)));
  }
}
