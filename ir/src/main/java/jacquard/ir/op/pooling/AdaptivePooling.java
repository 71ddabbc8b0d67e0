package jacquard.ir.op.pooling;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import java.util.List;

/// A pooling over windows that divide the input into `size` positions, as an [AdaptiveWindow] lays them.
///
/// Errors   `…/operands`, `…/dtype`, `…/rank`, `…/size`, `…/too-large`.
public sealed interface AdaptivePooling extends Pooling permits AdaptiveAvgPool, AdaptiveMaxPool {
  List<Integer> size();

  @Override
  default TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    return in.type(0).shaped(AdaptiveWindow.output(in, size()));
  }
}
