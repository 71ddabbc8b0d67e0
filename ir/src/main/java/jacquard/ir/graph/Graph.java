package jacquard.ir.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A pure function of its inputs and state: nodes in an order where every node follows its inputs, named outputs, and for
/// each state input that changes the node holding its next value.
///
/// Immutable; passes make new graphs, and return the same instance when they change nothing.
public final class Graph {
  private final String name;
  private final List<Node> nodes;
  private final Map<String, Node> outputs;
  private final Map<Node, Node> next;

  Graph(String name, List<Node> nodes, Map<String, Node> outputs, Map<Node, Node> next) {
    this.name = name;
    this.nodes = List.copyOf(nodes);
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    this.next = Collections.unmodifiableMap(new LinkedHashMap<>(next));
  }

  public String name() {
    return name;
  }

  /// All nodes, inputs before users.
  public List<Node> nodes() {
    return nodes;
  }

  /// Whether `node` is one of these nodes, whose ids are their places: what is known of the nodes of a graph is kept in arrays.
  public boolean contains(Node node) {
    return node.id() >= 0 && node.id() < nodes.size() && nodes.get(node.id()) == node;
  }

  /// The results, by name, in the order they were declared.
  public Map<String, Node> outputs() {
    return outputs;
  }

  /// The only output of a graph that has one.
  public Node output() {
    if (outputs.size() != 1) {
      throw new IllegalStateException("graph @" + name + " has outputs " + outputs.keySet());
    }
    return outputs.values().iterator().next();
  }

  /// State node to the node holding its next value; a state that is not a key keeps its value.
  public Map<Node, Node> next() {
    return next;
  }

  public List<Node> inputs() {
    return nodes.stream().filter(n -> n.op() instanceof Input).toList();
  }

  public List<Node> states() {
    return nodes.stream().filter(n -> n.op() instanceof State).toList();
  }

  /// The nodes that must be computed: outputs, then next states.
  public Stream<Node> roots() {
    return Stream.concat(outputs.values().stream(), next.values().stream());
  }

  public long count(Class<? extends Op> kind) {
    return nodes.stream().filter(n -> kind.isInstance(n.op())).count();
  }
}
