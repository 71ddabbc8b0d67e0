package jacquard.ir.op.pooling;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.op.shape.Window;

/// A pooling over windows of one extent, as a [Window] describes them.
///
/// Errors   `…/operands`, `…/dtype` and those of the window.
public sealed interface WindowPooling extends Pooling permits MaxPool, AvgPool, SumPool {
  Window window();

  @Override
  default TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    return in.type(0).shaped(window().output(in));
  }
}
