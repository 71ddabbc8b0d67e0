package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `silu`: `y = x / (1 + e⁻ˣ)`, also called swish; computed from `e^−|x|`, so that no slope of any order overflows.
///
/// Accuracy value f32 4 ulp, f64 3; slope f32 5, f64 4.
/// Source: Elfwing, Uchibe, Doya 2017, arXiv:1702.03118, equation 3.
public record Silu() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.times(x.apply(UnaryFn.SIGMOID));
  }
}
