package jacquard.ir.op;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `gelu`: `y = x · Φ(x) = x/2 · (1 + erf(x/√2))`, or with `tanh` its approximation `x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³)))`.
///
/// Numerics the cube is taken of `x` cut to [-12, 12], outside which tanh is ±1 to the last bit: it cannot overflow.
/// Source: Hendrycks & Gimpel 2016, arXiv:1606.08415, section 2.
public record Gelu(boolean tanh) implements UnaryOp {
  private static final double SATURATED = 12;

  @Override
  public Scalar body(Scalar x) {
    Scalar phi = tanh ? cut(x).apply(UnaryFn.TANH) : x.times(Scalar.constant(Math.sqrt(0.5))).apply(UnaryFn.ERF);
    return x.times(Scalar.constant(0.5)).times(Scalar.constant(1).plus(phi));
  }

  private static Scalar cut(Scalar x) {
    Scalar above = new Scalar.Binary(BinaryFn.MAX, x, Scalar.constant(-SATURATED));
    Scalar z = new Scalar.Binary(BinaryFn.MIN, above, Scalar.constant(SATURATED));
    Scalar cubic = Scalar.constant(1).plus(z.times(z).times(Scalar.constant(0.044715)));
    return z.times(cubic).times(Scalar.constant(Math.sqrt(2 / Math.PI)));
  }
}
