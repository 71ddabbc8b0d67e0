package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `gelu`: `y = x · Φ(x)`, or with `tanh` its approximation `x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³)))`.
///
/// Numerics Φ is a function of its own, and so is what the approximation multiplies `x` by ([UnaryFn#NORMCDF], [UnaryFn#GELUGATE]): neither
/// `1 + erf` nor `1 + tanh` is formed, which cancel where `x` is negative.
/// Accuracy value f32 4 ulp, f64 4; slope f32 6, f64 4.
/// Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2.
public record Gelu(boolean tanh) implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.times(x.apply(tanh ? UnaryFn.GELUGATE : UnaryFn.NORMCDF));
  }
}
