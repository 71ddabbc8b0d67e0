package jacquard.ir.graph;

import java.util.List;

/// An op that means an expression of other ops. Passes may match it whole; everything else goes through the expansion.
public non-sealed interface CompositeOp extends Op {
  /// The same value from other ops.
  Node expand(List<Node> inputs, GraphBuilder g);
}
