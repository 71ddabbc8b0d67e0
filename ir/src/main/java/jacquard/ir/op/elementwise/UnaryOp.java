package jacquard.ir.op.elementwise;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Derivative;
import jacquard.ir.loop.Scalar;
import java.util.List;
import java.util.Optional;

/// An elementwise op of one floating-point operand.
public sealed interface UnaryOp extends Elementwise
    permits Abs, Celu, Clip, Cos, Elu, Erf, Exp, Expm1, Floor, Gelu, HardSigmoid, HardSwish, LeakyRelu, Log, Log1p, LogSigmoid, Mish, Neg,
        Reciprocal, Relu, Rsqrt, ScaledTanh, Selu, Sigmoid, Sign, Silu, Sin, Softplus, Softsign, Sqrt, Square, StopGradient, Tanh {
  /// The value for operand value `x`.
  Scalar body(Scalar x);

  /// `dy/dx` by operand `x` and result `y`; empty to derive it from the body.
  default Optional<Scalar> slope(Scalar x, Scalar y) {
    return Optional.empty();
  }

  /// The cotangent of `x` where that of `y` is `dy`: `dy · dy/dx`.
  default Scalar cotangent(Scalar x, Scalar y, Scalar dy) {
    return slope(x, y).map(dy::times).orElseGet(() -> Derivative.cotangent(body(x), x, dy));
  }

  @Override
  default Scalar body(List<Scalar> x) {
    return body(x.getFirst());
  }

  @Override
  default Optional<Scalar> slope(int operand, List<Scalar> x, Scalar y) {
    return slope(x.getFirst(), y);
  }

  @Override
  default Scalar cotangent(int operand, List<Scalar> x, Scalar y, Scalar dy) {
    return cotangent(x.getFirst(), y, dy);
  }

  @Override
  default TensorType infer(Operands in) {
    return Elementwise.inferFloating(in, 1);
  }
}
