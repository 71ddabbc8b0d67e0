package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;

/// `div`: `y = a / b`.
///
/// Numerics wherever `y` is an ordinary number, both derivatives are right to a few roundings: nothing on the way overflows or underflows
/// unless they do.
public record Div() implements BinaryOp {
  private static final Scalar ONE = Scalar.constant(1);

  @Override
  public Scalar body(Scalar a, Scalar b) {
    return a.dividedBy(b);
  }

  @Override
  public Scalar cotangent(int operand, List<Scalar> x, Scalar y, Scalar dy) {
    return operand == 0 ? dy.dividedBy(x.getLast()) : ofDivisor(x.getLast(), y, dy);
  }

  /// `−dy·y / b`: as `dy·(y / b)` where `y` and `b` lie on one side of 1, so that their quotient is nearer to 1 than they are, else as
  /// `(dy·y) / b`, where every step moves the same way.
  private static Scalar ofDivisor(Scalar b, Scalar y, Scalar dy) {
    Scalar together = above(y).compare(CompareFn.EQ, above(b));
    Scalar quotient = Scalar.select(together, y, dy.times(y)).dividedBy(b);
    return Scalar.select(together, dy.times(quotient), quotient).negated();
  }

  private static Scalar above(Scalar x) {
    return x.apply(UnaryFn.ABS).compare(CompareFn.GT, ONE);
  }
}
