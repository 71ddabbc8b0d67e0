package jacquard.compiler.pass;

import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.List;

/// Which nodes a graph may hold at a point of a pipeline, beside what the verifier asks of every graph.
public enum Stage {
  /// Any op.
  GRAPH {
    @Override
    boolean allows(Node node) {
      return true;
    }
  },
  /// Leaves and structured ops: nothing left to expand.
  STRUCTURED {
    @Override
    boolean allows(Node node) {
      return !(node.op() instanceof CompositeOp);
    }
  };

  abstract boolean allows(Node node);

  /// The nodes of `graph` that have no place here.
  public List<Node> misplaced(Graph graph) {
    return graph.nodes().stream().filter(n -> !allows(n)).toList();
  }
}
