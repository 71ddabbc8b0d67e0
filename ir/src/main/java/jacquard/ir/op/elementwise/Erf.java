package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `erf`: the error function, `y = 2/√π ∫₀ˣ exp(−t²) dt`.
///
/// Accuracy value f32 1.2 ulp, f64 1.2; slope f32 6, f64 5.
public record Erf() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.apply(UnaryFn.ERF);
  }
}
