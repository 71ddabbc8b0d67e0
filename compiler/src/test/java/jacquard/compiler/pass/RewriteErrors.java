package jacquard.compiler.pass;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.planted.Change;
import jacquard.ir.planted.Kind;
import jacquard.ir.planted.NodeErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The single errors of a pass on one graph: in a node that it added, in what a node reads, in what a graph gives.
final class RewriteErrors {
  /// The pass's result with the error, made of the result without.
  record Planted(Kind kind, String text, UnaryOperator<Graph> in) {}

  static final Planted NONE = new Planted(Kind.TERM, "none", UnaryOperator.identity());

  private final Graph after;
  private final List<Planted> all = new ArrayList<>();

  private RewriteErrors(Graph after) {
    this.after = after;
  }

  /// Errors in nodes that are none of `before`'s; where the pass only left nodes out, or joined them, in what the others read.
  static List<Planted> of(Graph before, Graph after) {
    var errors = new RewriteErrors(after);
    var values = new Values();
    before.nodes().forEach(values::number);
    int known = values.count();
    List<Node> added = after.nodes().stream().filter(n -> values.number(n) >= known).toList();
    // Others only read what the pass made.
    List<Node> made = added.stream().filter(n -> before.nodes().stream().noneMatch(b -> b.op().equals(n.op()) && b.type().equals(n.type())))
        .toList();
    made.forEach(errors::inNode);
    (added.isEmpty() ? after.nodes() : added).forEach(errors::inOperands);
    if (added.isEmpty()) {
      errors.inResults();
    }
    return errors.all;
  }

  /// Nodes that compute the same of the same, in whatever graph.
  private static final class Values {
    private final Map<List<Object>, Integer> numbers = new HashMap<>();
    private final Map<Node, Integer> known = new IdentityHashMap<>();

    int number(Node node) {
      Integer found = known.get(node);
      if (found == null) {
        List<Object> key = List.of(node.op(), node.inputs().stream().map(this::number).toList());
        int next = numbers.size();
        found = numbers.computeIfAbsent(key, k -> next);
        known.put(node, found);
      }
      return found;
    }

    int count() {
      return numbers.size();
    }
  }

  private void inNode(Node node) {
    for (Change<NodeErrors.Replacement> c : NodeErrors.of(node)) {
      all.add(new Planted(c.kind(), c.text(), graph -> replaced(graph, node.id(), c.value())));
    }
  }

  /// Another value of the same type, the nearest before.
  private void inOperands(Node node) {
    for (int k = 0; k < node.inputs().size(); k++) {
      int at = k;
      other(node.input(k), node.id()).ifPresent(other -> all.add(new Planted(Kind.OPERAND,
          node.op().mnemonic() + " reads another operand " + at, graph -> reading(graph, node.id(), at, other.id()))));
    }
  }

  private Optional<Node> other(Node than, int before) {
    return after.nodes().subList(0, before).reversed().stream().filter(n -> n != than && n.type().equals(than.type()))
        .filter(n -> !(n.op() instanceof LeafOp && n.op().equals(than.op()))).findFirst();
  }

  private void inResults() {
    after.outputs().forEach((name, node) -> other(node, after.nodes().size()).ifPresent(o -> all.add(new Planted(Kind.OPERAND,
        "output " + name + " is another value", graph -> {
          var copy = new Copy(graph);
          graph.nodes().forEach(copy::node);
          return copy.build(Map.of(name, o.id()));
        }))));
  }

  /// `graph` with something else in the place of node `number`.
  private static Graph replaced(Graph graph, int number, NodeErrors.Replacement by) {
    var copy = new Copy(graph);
    for (Node node : graph.nodes()) {
      if (node.id() == number) {
        copy.copies.put(node, by.of(copy.inputs(node), copy.g));
      } else {
        copy.node(node);
      }
    }
    return copy.build(Map.of());
  }

  private static Graph reading(Graph graph, int number, int operand, int other) {
    var copy = new Copy(graph);
    for (Node node : graph.nodes()) {
      if (node.id() == number) {
        var inputs = new ArrayList<>(copy.inputs(node));
        inputs.set(operand, copy.copies.get(graph.nodes().get(other)));
        copy.copies.put(node, copy.g.append(node.op(), inputs, node.type(), node.loc()));
      } else {
        copy.node(node);
      }
    }
    return copy.build(Map.of());
  }

  /// A graph being copied, node by node.
  private static final class Copy {
    private final Graph graph;
    private final GraphBuilder g;
    private final Map<Node, Node> copies = new IdentityHashMap<>();

    Copy(Graph graph) {
      this.graph = graph;
      this.g = new GraphBuilder(graph.name());
    }

    List<Node> inputs(Node node) {
      return node.inputs().stream().map(copies::get).toList();
    }

    void node(Node node) {
      copies.put(node, g.append(node.op(), inputs(node), node.type(), node.loc()));
    }

    Graph build(Map<String, Integer> outputs) {
      var results = new LinkedHashMap<>(graph.outputs());
      outputs.forEach((name, number) -> results.put(name, graph.nodes().get(number)));
      results.forEach((name, node) -> g.output(name, copies.get(node)));
      graph.next().forEach((state, value) -> g.next(copies.get(state), copies.get(value)));
      return g.build();
    }
  }
}
