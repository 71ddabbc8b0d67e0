package jacquard.ir.onnx;

import jacquard.ir.loop.Scalar;
import java.util.function.IntUnaryOperator;

/// Scalar expressions at one point, in double.
final class ScalarValues {
  private ScalarValues() {}

  /// `expr` where every read gives `read` and `index` the loop indices; no part of it draws or counts the batch.
  static double at(Scalar expr, double read, IntUnaryOperator index) {
    return switch (expr) {
      case Scalar.Const(double v) -> v;
      case Scalar.Count(var dim) when !dim.perBatch() -> dim.count();
      case Scalar.Index(var e) -> e.at(index);
      case Scalar.Table t -> t.value(index);
      case Scalar.Read r -> read;
      case Scalar.Unary(var fn, var of) -> fn.at(at(of, read, index));
      case Scalar.Binary(var fn, var l, var r) -> fn.at(at(l, read, index), at(r, read, index));
      case Scalar.Compare(var fn, var l, var r) -> fn.at(at(l, read, index), at(r, read, index)) ? 1 : 0;
      case Scalar.Select(var test, var a, var b) -> at(test, read, index) != 0 ? at(a, read, index) : at(b, read, index);
      case Scalar.Cast(var to, var of) -> at(of, read, index);
      case Scalar.Count c -> throw new IllegalArgumentException(expr.toString());
      case Scalar.Acc a -> throw new IllegalArgumentException(expr.toString());
      case Scalar.Random r -> throw new IllegalArgumentException(expr.toString());
    };
  }
}
