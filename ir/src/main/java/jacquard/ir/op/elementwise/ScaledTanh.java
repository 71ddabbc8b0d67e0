package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `scaled_tanh`: `y = A · tanh(S·x)`.
///
/// Accuracy value f32 4 ulp, f64 3; slope f32 3, f64 3.
/// Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", appendix A:
/// `A = 1.7159`, `S = 2/3`, with which `f(±1) = ±1` and the curvature is largest there.
public record ScaledTanh(double amplitude, double slope) implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.times(Scalar.constant(slope)).apply(UnaryFn.TANH).times(Scalar.constant(amplitude));
  }

  /// `S·(A − y² / A)`.
  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(Scalar.constant(slope * amplitude).minus(y.times(y).times(Scalar.constant(slope / amplitude))));
  }
}
