package jacquard.ir.grad;

import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reverse mode: from the cotangent of a result to the cotangents of what it was computed from.
///
/// Nodes are visited from last to first; each hands its cotangent to its inputs ([Cotangents]), and contributions to one node
/// are added in that order. The result is made of ordinary nodes, so it can be differentiated again.
/// Source: Griewank & Walther 2008, "Evaluating Derivatives", section 3.3.
public final class Gradient {
  private final GraphBuilder g;
  private final Map<Node, Node> cotangents = new IdentityHashMap<>();

  private Gradient(GraphBuilder g) {
    this.g = g;
  }

  /// `∂⟨cotangent, y⟩ / ∂x` for every `x` of `wrt`; zeros where `y` does not depend on it.
  public static List<Node> of(Node y, Node cotangent, List<Node> wrt, GraphBuilder g) {
    return filled(through(y, cotangent, wrt, g), wrt, g);
  }

  private static List<Node> filled(List<@Nullable Node> found, List<Node> wrt, GraphBuilder g) {
    var result = new ArrayList<Node>();
    for (int i = 0; i < wrt.size(); i++) {
      Node node = found.get(i);
      result.add(node != null ? node : zeros(wrt.get(i).type(), g));
    }
    return result;
  }

  /// `∂ Σ ⟨cotangent, y⟩ / ∂x`, the sum being over the results `y` that are the keys of `cotangents`; zeros where none depends on `x`.
  public static List<Node> of(Map<Node, Node> cotangents, List<Node> wrt, GraphBuilder g) {
    Loc here = g.loc();
    List<@Nullable Node> found = new Gradient(g).run(cotangents, wrt);
    g.at(here);
    return filled(found, wrt, g);
  }

  /// As [#of(Node, Node, List, GraphBuilder)], with null where nothing flows.
  public static List<@Nullable Node> through(Node y, Node cotangent, List<Node> wrt, GraphBuilder g) {
    Loc here = g.loc();
    List<@Nullable Node> found = new Gradient(g).run(Map.of(y, cotangent), wrt);
    g.at(here);
    return found;
  }

  /// As [#through] for the operands of one node: a node that stands several times in `operands` gets its cotangent once.
  public static List<@Nullable Node> throughOnce(Node y, Node cotangent, List<Node> operands, GraphBuilder g) {
    List<@Nullable Node> found = new ArrayList<>(through(y, cotangent, operands, g));
    for (int i = 0; i < found.size(); i++) {
      if (operands.indexOf(operands.get(i)) < i) {
        found.set(i, null);
      }
    }
    return found;
  }

  private List<@Nullable Node> run(Map<Node, Node> given, List<Node> wrt) {
    Set<Node> active = between(wrt, given.keySet());
    var pending = new PriorityQueue<Node>(Comparator.comparingInt(Node::id).reversed());
    cotangents.putAll(given);
    given.keySet().stream().filter(active::contains).forEach(pending::add);
    while (!pending.isEmpty()) {
      Node node = pending.remove();
      if (wrt.contains(node)) {
        continue;
      }
      Node arrived = Objects.requireNonNull(cotangents.get(node));
      List<@Nullable Node> parts = Cotangents.of(node, arrived, g.at(node.loc()));
      for (int i = 0; i < parts.size(); i++) {
        Node part = parts.get(i);
        Node input = node.input(i);
        if (part != null && active.contains(input)) {
          if (!cotangents.containsKey(input)) {
            pending.add(input);
          }
          cotangents.merge(input, part, (a, b) -> g.add(new Add(), a, b));
        }
      }
    }
    var result = new ArrayList<@Nullable Node>();
    wrt.forEach(x -> result.add(cotangents.get(x)));
    return result;
  }

  /// The nodes that depend on one of `from` and that one of `to` depends on, stopping at `from`.
  private static Set<Node> between(List<Node> from, Set<Node> to) {
    Set<Node> sources = Collections.newSetFromMap(new IdentityHashMap<>());
    sources.addAll(from);
    Set<Node> reached = new LinkedHashSet<>();
    var stack = new ArrayList<>(to);
    while (!stack.isEmpty()) {
      Node node = stack.removeLast();
      if (reached.add(node) && !sources.contains(node)) {
        stack.addAll(node.inputs());
      }
    }
    var ordered = new ArrayList<>(reached);
    ordered.sort(Comparator.comparingInt(Node::id));
    Set<Node> active = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : ordered) {
      if (sources.contains(node) || node.inputs().stream().anyMatch(active::contains)) {
        active.add(node);
      }
    }
    return active;
  }

  private static Node zeros(TensorType type, GraphBuilder g) {
    Node zero = g.constant(NdArray.zeros(type.shaped(jacquard.ir.Shape.SCALAR)));
    return type.rank() == 0 ? zero : g.add(new BroadcastTo(type.shape()), zero);
  }
}
