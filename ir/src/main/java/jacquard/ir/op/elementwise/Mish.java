package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;

/// `mish`: `y = x · tanh(ln(1 + eˣ))`.
///
/// Numerics with `e = e^−|x|`, `tanh(ln(1 + eˣ))` is `(1 + 2e) / (1 + 2e + 2e²)` for `x ≥ 0` and `(e² + 2e) / (e² + 2e + 2)` below:
/// nothing overflows, and no two numbers cancel.
/// Accuracy value f32 4 ulp, f64 3; slope f32 5, f64 4.
/// Source: Misra 2019, arXiv:1908.08681, equation 1.
public record Mish() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    Scalar e = StableForms.decay(x);
    Scalar two = Scalar.constant(2);
    Scalar square = e.times(e);
    Scalar right = x.compare(CompareFn.GE, Scalar.constant(0));
    Scalar top = Scalar.select(right, Scalar.constant(1), square).plus(two.times(e));
    Scalar rest = Scalar.select(right, two.times(square), two);
    return x.times(top.dividedBy(top.plus(rest)));
  }
}
