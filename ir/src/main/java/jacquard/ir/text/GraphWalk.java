package jacquard.ir.text;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The order and the names every dump of a graph shares: inputs and states by their own names, then all other nodes, numbered
/// from `%0` in graph order.
public final class GraphWalk {
  private final Graph graph;
  private final List<Node> operations;
  private final Map<Node, String> names = new IdentityHashMap<>();

  public GraphWalk(Graph graph) {
    this.graph = graph;
    this.operations = graph.nodes().stream().filter(n -> !(n.op() instanceof Input) && !(n.op() instanceof State)).toList();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input || node.op() instanceof State) {
        names.put(node, name(node.op()));
      }
    }
    operations.forEach(n -> names.put(n, "%" + (names.size() - leafCount())));
  }

  /// The name of an input or state in any graph: `%x` or `%"my input"`.
  public static String name(Op leaf) {
    return switch (leaf) {
      case Input i -> "%" + Identifiers.text(i.name());
      case State s -> "%" + Identifiers.text(s.name());
      default -> throw new IllegalArgumentException(leaf.mnemonic() + " has no name of its own");
    };
  }

  private int leafCount() {
    return graph.nodes().size() - operations.size();
  }

  public Graph graph() {
    return graph;
  }

  /// The nodes that are neither inputs nor states.
  public List<Node> operations() {
    return operations;
  }

  /// Inputs, states, then the operations.
  public List<Node> all() {
    var all = new ArrayList<>(graph.inputs());
    all.addAll(graph.states());
    all.addAll(operations);
    return all;
  }

  /// `%x`, `%"my input"` or `%7`; a node of another graph, which only a wrong graph holds, is `%?7`.
  public String name(Node node) {
    return names.getOrDefault(node, "%?" + node.id());
  }
}
