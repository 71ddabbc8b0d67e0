package jacquard.compiler.emit;

import jacquard.ir.loop.Scalar;

/// The value of an expression of read 0 in double, as the reference evaluator has it.
final class ScalarValue {
  private ScalarValue() {}

  static double of(Scalar expression, double x) {
    return switch (expression) {
      case Scalar.Const(double value) -> value;
      case Scalar.Read r -> x;
      case Scalar.Unary(var fn, var of) -> fn.at(of(of, x));
      case Scalar.Binary(var fn, var left, var right) -> fn.at(of(left, x), of(right, x));
      case Scalar.Compare(var fn, var left, var right) -> fn.at(of(left, x), of(right, x)) ? 1 : 0;
      case Scalar.Select(var test, var then, var otherwise) -> of(of(test, x) != 0 ? then : otherwise, x);
      case Scalar.Acc a -> throw new AssertionError();
      case Scalar.Cast c -> throw new AssertionError();
      case Scalar.Count c -> throw new AssertionError();
      case Scalar.Table t -> throw new AssertionError();
      case Scalar.Index i -> throw new AssertionError();
      case Scalar.Random r -> throw new AssertionError();
    };
  }
}
