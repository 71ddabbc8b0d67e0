package jacquard.ir.op.reduction;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reduction along one dimension to positions, which are `i32` and constant almost everywhere.
public sealed interface PositionReduction extends Reduction permits ArgMax, ArgMin {
  int axis();

  @Override
  default List<Integer> axes() {
    return List.of(axis());
  }

  @Override
  default TensorType infer(Operands in) {
    return Reduction.super.infer(in).typed(DType.I32);
  }

  @Override
  default List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return Collections.singletonList(null);
  }
}
