package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Expressions that activations leave in epilogues, and the operators that say the same.
///
/// | expression | operator |
/// | --- | --- |
/// | `select(x <= 0, 0, x)` | `Relu` |
/// | `select(x > 0, x, x * s)` | `LeakyRelu` |
/// | `select(x <= lo, lo, select(x >= hi, hi, x))` | `Clip` |
final class ScalarPatterns {
  /// An operator of `x`, operands that are numbers, and attributes.
  record Match(String operator, Scalar x, List<Double> numbers, AttributeProto... attributes) {}

  private ScalarPatterns() {}

  static @Nullable Match match(Scalar.Select select) {
    if (!(select.test() instanceof Scalar.Compare(var fn, var x, var bound)) || !(bound instanceof Scalar.Const(double limit))) {
      return null;
    }
    if (fn == CompareFn.LE && select.then().equals(bound)) {
      return limit == 0 && select.otherwise().equals(x) ? new Match("Relu", x, List.of()) : clip(select, x, limit);
    }
    return fn == CompareFn.GT && limit == 0 && select.then().equals(x) ? leaky(select.otherwise(), x) : null;
  }

  private static @Nullable Match clip(Scalar.Select select, Scalar x, double lo) {
    return select.otherwise() instanceof Scalar.Select(var test, var then, var otherwise) && otherwise.equals(x)
        && test instanceof Scalar.Compare(var fn, var y, var bound) && fn == CompareFn.GE && y.equals(x) && then.equals(bound)
        && bound instanceof Scalar.Const(double hi) ? new Match("Clip", x, List.of(lo, hi)) : null;
  }

  private static @Nullable Match leaky(Scalar below, Scalar x) {
    if (below instanceof Scalar.Binary(var fn, var l, var r) && fn == BinaryFn.MUL) {
      Scalar factor = l.equals(x) ? r : r.equals(x) ? l : x;
      if (factor instanceof Scalar.Const(double slope)) {
        return new Match("LeakyRelu", x, List.of(), Attributes.number("alpha", slope));
      }
    }
    return null;
  }
}
