package jacquard.ir.op.elementwise;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import java.util.List;

/// An elementwise op of two operands of one floating-point type.
public sealed interface BinaryOp extends Elementwise permits Add, Sub, Mul, Div, Maximum, Minimum, Pow, Prelu {
  Scalar body(Scalar a, Scalar b);

  @Override
  default Scalar body(List<Scalar> x) {
    return body(x.getFirst(), x.getLast());
  }

  @Override
  default TensorType infer(Operands in) {
    return Elementwise.inferFloating(in, 2);
  }
}
