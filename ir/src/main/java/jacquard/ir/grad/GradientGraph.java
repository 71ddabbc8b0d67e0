package jacquard.ir.grad;

import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.op.elementwise.Add;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// `∂ Σ ⟨cotangent, y⟩ / ∂x` of a graph: the sum is over outputs `y`, whose cotangents are inputs of `graph`, and the gradient by an input
/// or state `x` is the output of its name.
///
/// Errors   `grad/cotangent`, `grad/wrt`
///
/// @param cotangents the inputs of `graph` that are the cotangents, by output
public record GradientGraph(Graph graph, Map<String, String> cotangents) {
  /// By the inputs and states named `wrt`, for cotangents of the outputs named `outputs`; other outputs count as 0.
  public static GradientGraph of(Graph forward, Collection<String> outputs, Collection<String> wrt) {
    var g = new GraphBuilder(forward.name());
    Map<Node, Node> copies = g.inline(forward, Map.of());
    Map<String, Node> leaves = leaves(forward);
    var used = new TreeSet<>(leaves.keySet());
    var names = new LinkedHashMap<String, String>();
    var seeds = new LinkedHashMap<Node, Node>();
    for (String output : outputs) {
      Node y = differentiable("grad/cotangent", "output", forward, output, forward.outputs());
      String name = output + "/cotangent";
      while (!used.add(name)) {
        name += "'";
      }
      names.put(output, name);
      // One value may be two outputs.
      seeds.merge(copies.getOrDefault(y, y), g.input(name, y.type()), (a, b) -> g.add(new Add(), a, b));
    }
    if (seeds.isEmpty()) {
      throw UserError.of("grad/cotangent").problem("no output has a cotangent").where("graph @%s", forward.name())
          .expected("a cotangent for at least one of %s", forward.outputs().keySet()).build();
    }
    var nodes = new ArrayList<Node>();
    for (String name : wrt) {
      Node x = differentiable("grad/wrt", "input or parameter", forward, name, leaves);
      nodes.add(copies.getOrDefault(x, x));
    }
    List<Node> gradients = Gradient.of(seeds, nodes, g);
    int k = 0;
    for (String name : wrt) {
      g.output(name, gradients.get(k++));
    }
    return new GradientGraph(g.build(), names);
  }

  /// The inputs and states that a gradient can be by, the numbers among them.
  public static Set<String> variables(Graph graph) {
    Map<String, Node> leaves = leaves(graph);
    leaves.values().removeIf(n -> !n.type().dtype().isFloat());
    return leaves.keySet();
  }

  private static Map<String, Node> leaves(Graph graph) {
    var leaves = new LinkedHashMap<String, Node>();
    graph.inputs().forEach(n -> leaves.put(((Input) n.op()).name(), n));
    graph.states().forEach(n -> leaves.put(((State) n.op()).name(), n));
    return leaves;
  }

  private static Node differentiable(String code, String what, Graph graph, String name, Map<String, Node> known) {
    Node node = known.get(name);
    if (node == null) {
      throw UserError.of(code).problem("there is no %s \"%s\"", what, name).where("graph @%s", graph.name())
          .expected("one of %s", known.keySet()).didYouMean(name, known.keySet()).build();
    }
    if (!node.type().dtype().isFloat()) {
      throw UserError.of(code).problem("what is no floating-point number has no gradient").where("graph @%s", graph.name())
          .got("%s \"%s\" %s", what, name, node.type()).expected("f32 or f64").build();
    }
    return node;
  }
}
