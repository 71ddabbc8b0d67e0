package jacquard.ir.graph;

import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A graph as an attribute of an op: the function it computes. Two are equal if their nodes have the same ops, operands and types, in one
/// order, and the same outputs; the graph's name and source locations play no part.
public final class Subgraph {
  private final Graph graph;
  private final Content content;

  /// What is compared: inputs, states, then the other nodes in graph order, each with the places of its operands among them.
  private record Content(List<Entry> entries, Map<String, Integer> outputs, Map<Integer, Integer> next) {}

  private record Entry(Op op, List<Integer> inputs, TensorType type) {}

  private Subgraph(Graph graph) {
    this.graph = graph;
    var ordered = new ArrayList<>(graph.inputs());
    ordered.addAll(graph.states());
    graph.nodes().stream().filter(n -> !(n.op() instanceof Input) && !(n.op() instanceof State)).forEach(ordered::add);
    var places = new IdentityHashMap<Node, Integer>();
    ordered.forEach(n -> places.put(n, places.size()));
    List<Entry> entries = ordered.stream().map(n -> new Entry(n.op(), n.inputs().stream().map(i -> place(places, i)).toList(), n.type()))
        .toList();
    var outputs = new LinkedHashMap<String, Integer>();
    graph.outputs().forEach((name, node) -> outputs.put(name, place(places, node)));
    var next = new LinkedHashMap<Integer, Integer>();
    graph.next().forEach((state, value) -> next.put(place(places, state), place(places, value)));
    this.content = new Content(entries, outputs, next);
  }

  private static Integer place(Map<Node, Integer> places, Node node) {
    return Objects.requireNonNull(places.get(node), "a node of another graph");
  }

  public static Subgraph of(Graph graph) {
    return new Subgraph(graph);
  }

  public Graph graph() {
    return graph;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Subgraph that && content.equals(that.content);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }

  @Override
  public String toString() {
    return "@" + graph.name();
  }
}
