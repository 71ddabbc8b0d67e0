package jacquard.compiler.pass;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/// Who uses each node of a graph: other nodes, and the outside where it is an output or a next state.
public final class Uses {
  private final Graph graph;
  /// By the id of the node that is used.
  private final List<List<Node>> users;
  private final BitSet roots = new BitSet();

  public Uses(Graph graph) {
    this.graph = graph;
    this.users = new ArrayList<>(Collections.nCopies(graph.nodes().size(), List.of()));
    for (Node node : graph.nodes()) {
      for (Node input : node.inputs()) {
        addUser(input.id(), node);
      }
    }
    graph.roots().forEach(r -> roots.set(r.id()));
  }

  private void addUser(int id, Node user) {
    List<Node> list = users.get(id);
    if (list.isEmpty()) {
      users.set(id, List.of(user));
    } else if (list.getLast() != user) {
      List<Node> longer = list.size() == 1 ? new ArrayList<>(list) : list;
      longer.add(user);
      users.set(id, longer);
    }
  }

  /// The distinct nodes that read `node`, in order.
  public List<Node> of(Node node) {
    return graph.contains(node) ? users.get(node.id()) : List.of();
  }

  /// Whether `node` is an output or a next state.
  public boolean isRoot(Node node) {
    return graph.contains(node) && roots.get(node.id());
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
