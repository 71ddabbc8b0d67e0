package jacquard.ir.op.elementwise;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `softsign`: `y = x / (1 + |x|)`.
///
/// Accuracy value f32 1.6 ulp, f64 1.5; slope f32 4, f64 3.5.
/// Source: Bergstra, Desjardins, Lamblin, Bengio 2009, "Quadratic polynomials learn better image features", section 3.
public record Softsign() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.dividedBy(Scalar.constant(1).plus(x.apply(UnaryFn.ABS)));
  }

  /// `dy / (1 + |x|)²`, by one factor after the other: their square may overflow where this is no zero.
  @Override
  public Scalar cotangent(Scalar x, Scalar y, Scalar dy) {
    Scalar share = Scalar.constant(1).dividedBy(Scalar.constant(1).plus(x.apply(UnaryFn.ABS)));
    return dy.times(share).times(share);
  }
}
