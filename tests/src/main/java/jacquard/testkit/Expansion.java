package jacquard.testkit;

import jacquard.ir.NdArray;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A graph without composites, each replaced by what it means: the evaluator would expand them at every one of the many points of a check.
final class Expansion {
  private Expansion() {}

  /// `graph` on the reference evaluator.
  static UnaryOperator<Map<String, NdArray>> evaluator(Graph graph) {
    Graph expanded = of(graph);
    return leaves -> Evaluator.run(expanded, leaves);
  }

  static Graph of(Graph graph) {
    Graph expanded = graph;
    while (expanded.count(CompositeOp.class) > 0) {
      expanded = once(expanded);
    }
    return expanded;
  }

  private static Graph once(Graph graph) {
    var g = new GraphBuilder(graph.name());
    var copies = new IdentityHashMap<Node, Node>();
    for (Node node : graph.nodes()) {
      var inputs = node.inputs().stream().map(copies::get).toList();
      copies.put(node, node.op() instanceof CompositeOp op ? op.expand(inputs, g.at(node.loc())) : g.append(node.op(), inputs,
          node.type(), node.loc()));
    }
    graph.outputs().forEach((name, node) -> g.output(name, Leaves.entry(copies, node)));
    graph.next().forEach((state, value) -> g.next(Leaves.entry(copies, state), Leaves.entry(copies, value)));
    return g.build();
  }
}
