package jacquard.compiler.pass;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Who uses each node of a graph: other nodes, and the outside where it is an output or a next state.
public final class Uses {
  private final IdentityHashMap<Node, List<Node>> users = new IdentityHashMap<>();
  private final Set<Node> roots = Collections.newSetFromMap(new IdentityHashMap<>());

  public Uses(Graph graph) {
    for (Node node : graph.nodes()) {
      for (Node input : node.inputs()) {
        List<Node> list = users.computeIfAbsent(input, i -> new ArrayList<>(1));
        if (list.isEmpty() || list.getLast() != node) {
          list.add(node);
        }
      }
    }
    graph.roots().forEach(roots::add);
  }

  /// The distinct nodes that read `node`, in order.
  public List<Node> of(Node node) {
    return users.getOrDefault(node, List.of());
  }

  /// Whether `node` is an output or a next state.
  public boolean isRoot(Node node) {
    return roots.contains(node);
  }

  /// Whether only `consumer` uses `node`.
  public boolean only(Node node, Node consumer) {
    return within(node, List.of(consumer));
  }

  /// Whether `node` is used, and only within `group`.
  public boolean within(Node node, Collection<Node> group) {
    return !isRoot(node) && group.containsAll(of(node));
  }
}
