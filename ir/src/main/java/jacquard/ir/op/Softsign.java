package jacquard.ir.op;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.Optional;

/// `softsign`: `y = x / (1 + |x|)`.
///
/// Source: Bergstra, Desjardins, Lamblin, Bengio 2009, "Quadratic polynomials learn better image features", section 3.
public record Softsign() implements UnaryOp {
  @Override
  public Scalar body(Scalar x) {
    return x.dividedBy(Scalar.constant(1).plus(x.apply(UnaryFn.ABS)));
  }

  @Override
  public Optional<Scalar> slope(Scalar x, Scalar y) {
    Scalar size = Scalar.constant(1).plus(x.apply(UnaryFn.ABS));
    return Optional.of(Scalar.constant(1).dividedBy(size.times(size)));
  }
}
