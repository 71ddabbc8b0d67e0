package jacquard.ir.grad;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.planted.Change;
import jacquard.ir.planted.Kind;
import jacquard.ir.planted.NodeErrors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The single errors of a rule at one point: in a node that it made, or in a cotangent that it gives.
final class GradientErrors {
  /// A rule with the error, made of the rule without.
  record Planted(Kind kind, String text, UnaryOperator<GradientChecks.Rule> in) {}

  private final List<Planted> all = new ArrayList<>();
  private final List<Node> made;
  private final List<Node> results;

  private GradientErrors(GradientChecks.Rule rule, GradientChecks.Point point) {
    GraphBuilder g = GraphBuilder.continuing(point.function());
    Node y = point.function().output();
    Node dy = g.input("cotangent", y.type());
    int before = g.build().nodes().size();
    results = rule.of(y, dy, point.x(), g);
    made = made(g, before);
  }

  /// At most `most` of them, evenly spread over nodes and kinds, and all of those in the results.
  static List<Planted> of(GradientChecks.Rule rule, GradientChecks.Point point, NdArray cotangent, int most) {
    var errors = new GradientErrors(rule, point);
    errors.nodes(most);
    List<Planted> inNodes = spread(errors.all, most);
    errors.all.clear();
    errors.results(point, cotangent, rule);
    errors.all.addAll(0, inNodes);
    return errors.all;
  }

  static <T> List<T> spread(List<T> all, int most) {
    return all.size() <= most ? List.copyOf(all)
        : IntStream.range(0, most).mapToObj(i -> all.get((int) ((i + 0.5) * all.size() / most))).toList();
  }

  private static List<Node> made(GraphBuilder g, int before) {
    List<Node> nodes = g.build().nodes();
    return nodes.subList(before, nodes.size());
  }

  /// Nodes that no cotangent is computed from are none of the rule's.
  private void nodes(int most) {
    Set<Node> zeros = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Node> live = Collections.newSetFromMap(new IdentityHashMap<>());
    live.addAll(results);
    made.stream().filter(GradientErrors::zeros).forEach(zeros::add);
    for (Node node : made.reversed()) {
      if (live.contains(node)) {
        live.addAll(node.inputs());
      }
    }
    List<Integer> numbers = IntStream.range(0, made.size()).filter(n -> live.contains(made.get(n))
        && !zeros.contains(made.get(n))).boxed().toList();
    for (int n : spread(numbers, most)) {
      NodeErrors.of(made.get(n)).forEach(c -> all.add(new Planted(c.kind(), "node " + n + ", " + c.text(), rule -> inNode(rule, n, c))));
    }
  }

  /// What stands where nothing flows: a thousandth more of nothing is nothing.
  private static boolean zeros(Node node) {
    return node.op() instanceof BroadcastTo && node.input(0).op() instanceof Constant c
        && c.data().value().map(GradientErrors::zero).orElse(false);
  }

  private static GradientChecks.Rule inNode(GradientChecks.Rule rule, int number, Change<NodeErrors.Replacement> change) {
    return (y, dy, x, g) -> {
      int before = g.build().nodes().size();
      List<Node> clean = rule.of(y, dy, x, g);
      List<Node> nodes = made(g, before);
      Map<Node, Node> copies = new IdentityHashMap<>();
      Node wrong = nodes.get(number);
      copies.put(wrong, change.value().of(wrong.inputs(), g));
      for (Node node : nodes.subList(number + 1, nodes.size())) {
        if (node.inputs().stream().anyMatch(copies::containsKey)) {
          copies.put(node, g.append(node.op(), node.inputs().stream().map(i -> copies.getOrDefault(i, i)).toList(), node.type(),
              node.loc()));
        }
      }
      return clean.stream().map(d -> copies.getOrDefault(d, d)).toList();
    };
  }

  private void results(GradientChecks.Point point, NdArray cotangent, GradientChecks.Rule rule) {
    Map<String, NdArray> values = values(rule, point, point.leaves(), cotangent);
    for (int k = 0; k < results.size(); k++) {
      int at = k;
      Node result = results.get(k);
      if (zero(values.get("d" + k))) {
        add(Kind.TERM, "x" + k + " gets 1 too many", at, (d, g) -> g.add(new Add(), d, filled(d, 1, g)));
        continue;
      }
      add(Kind.TERM, "x" + k + " gets none", at, (d, g) -> filled(d, 0, g));
      if (!made.contains(result)) {
        add(Kind.SIGN, "x" + k + " negated", at, (d, g) -> g.add(new Neg(), d));
        add(Kind.FACTOR, "x" + k + " · 1.01", at,
            (d, g) -> g.add(new jacquard.ir.op.elementwise.Map(Scalar.read(0).times(Scalar.constant(1.01)), d.type().dtype()), d));
      }
      if (k > 0 && results.get(k - 1).type().equals(result.type()) && results.get(k - 1) != result) {
        all.add(new Planted(Kind.OPERAND, "x" + (k - 1) + " and x" + k + " swapped", inner -> (y, dy, x, g) -> {
          var swapped = new ArrayList<>(inner.of(y, dy, x, g));
          Collections.swap(swapped, at - 1, at);
          return swapped;
        }));
      }
    }
  }

  private interface Wrong {
    Node of(Node cotangent, GraphBuilder g);
  }

  private void add(Kind kind, String text, int k, Wrong wrong) {
    all.add(new Planted(kind, text, inner -> (y, dy, x, g) -> {
      var results = new ArrayList<>(inner.of(y, dy, x, g));
      results.set(k, wrong.of(results.get(k), g));
      return results;
    }));
  }

  private static Node filled(Node like, double value, GraphBuilder g) {
    Node scalar = g.constant(NdArray.filled(like.type().shaped(Shape.SCALAR), value));
    return like.type().rank() == 0 ? scalar : g.add(new BroadcastTo(like.type().shape()), scalar);
  }

  private static boolean zero(NdArray value) {
    for (int i = 0; i < value.size(); i++) {
      if (value.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /// The cotangents that `rule` gives, as `d0`, `d1` …
  static Map<String, NdArray> values(GradientChecks.Rule rule, GradientChecks.Point point, Map<String, NdArray> leaves, NdArray cotangent) {
    GraphBuilder g = new GraphBuilder("values");
    Map<Node, Node> copies = g.inline(point.function(), Map.of());
    Node y = copies.get(point.function().output());
    List<Node> x = point.x().stream().map(copies::get).toList();
    List<Node> dx = rule.of(y, g.input("cotangent", y.type()), x, g);
    for (int k = 0; k < dx.size(); k++) {
      g.output("d" + k, dx.get(k));
    }
    Graph graph = g.build();
    var at = new LinkedHashMap<>(leaves);
    at.put("cotangent", cotangent);
    return Evaluator.run(graph, at);
  }
}
