package jacquard.oracles;

import jacquard.ir.NdArray;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

/// Gradients of the oracle files put right where PyTorch 1.13 computes them in f64 with a constant it rounded to f32.
///
/// - `hardsigmoid`: the slope is `(float) (1/6)` in the gradient, 1/6 in the value.
/// - `celu`: `1/α` is `1 / (float) α` in the gradient, `1/α` in the value.
///
/// They are off by up to 7e-9 and 1.6e-8, more than an f64 gradient may be. The constant is replaced, nothing else: with the rounded one,
/// what stands in the file is reproduced to 2e-16.
final class TorchErrata {
  private static final Set<String> OPERATORS = Set.of("hardsigmoid", "celu");

  private TorchErrata() {}

  static boolean concerns(String op) {
    return OPERATORS.contains(op);
  }

  /// `gradient`, of input `x` of `given`, with the exact constant.
  static NdArray exact(String op, TorchCase given, NdArray gradient) {
    return switch (op) {
      case "hardsigmoid" -> times(gradient, given, (x, g) -> g * (1.0 / 6) / (float) (1.0 / 6));
      case "celu" -> {
        double alpha = given.attributes().number("alpha");
        double rounded = 1 / (double) (float) alpha;
        yield times(gradient, given, (x, g) -> x > 0 ? g : g * Math.exp(x / alpha - x * rounded) / (rounded * alpha));
      }
      default -> gradient;
    };
  }

  private static NdArray times(NdArray gradient, TorchCase given, DoubleBinaryOperator right) {
    NdArray x = given.inputs().get("x");
    NdArray exact = NdArray.zeros(gradient.type());
    for (int i = 0; i < exact.size(); i++) {
      exact.set(i, right.applyAsDouble(x.get(i), gradient.get(i)));
    }
    return exact;
  }
}
