package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `softplus`: `y = ln(1 + e^(βx)) / β`.
///
/// Numerics as `max(x, 0) + ln(1 + e^−|βx|) / β` (for β > 0), which neither overflows nor cancels. PyTorch returns `x` where `βx > 20`,
/// which is the same number in f32 and off by up to 2·10⁻⁹ in f64.
/// Accuracy value f32 2.5 ulp, f64 2.5; slope f32 3, f64 2.5.
/// Source: Dugas, Bengio, Bélisle, Nadeau, Garcia 2001, "Incorporating second-order functional knowledge", equation 6.
public record Softplus(double beta) implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return StableForms.softplus(x, beta);
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.of(x.times(Scalar.constant(beta)).apply(UnaryFn.SIGMOID));
  }
}
