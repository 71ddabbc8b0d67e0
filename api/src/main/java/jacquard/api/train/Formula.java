package jacquard.api.train;

import jacquard.ir.DType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import java.util.ArrayList;
import java.util.List;

/// One elementwise node written as a formula over other nodes.
final class Formula {
  private final GraphBuilder g;
  private final DType dtype;
  private final List<Node> operands = new ArrayList<>();

  Formula(GraphBuilder g, DType dtype) {
    this.g = g;
    this.dtype = dtype;
  }

  /// The value of `node` at the element computed.
  Scalar of(Node node) {
    int known = operands.indexOf(node);
    if (known >= 0) {
      return Scalar.read(known);
    }
    operands.add(node);
    return Scalar.read(operands.size() - 1);
  }

  /// The nodes read so far, in the order of their numbers.
  List<Node> operands() {
    return List.copyOf(operands);
  }

  Node node(Scalar value) {
    return Map.node(value, dtype, operands, g);
  }
}
