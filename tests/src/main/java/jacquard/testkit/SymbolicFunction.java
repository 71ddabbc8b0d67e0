package jacquard.testkit;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.List;

/// A function written with the nodes of a graph: `(g, x) -> g.add(new Tanh(), x.getFirst())`.
@FunctionalInterface
public interface SymbolicFunction {
  /// The result for the inputs `x`, built in `g`.
  Node of(GraphBuilder g, List<Node> x);
}
