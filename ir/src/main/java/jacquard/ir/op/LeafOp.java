package jacquard.ir.op;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a value enters a graph; it has no operands.
public sealed interface LeafOp extends Op permits Input, State, Constant {
  TensorType type();

  @Override
  default TensorType infer(Operands in) {
    in.count(0);
    return type();
  }

  @Override
  default List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of();
  }
}
