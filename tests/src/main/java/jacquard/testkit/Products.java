package jacquard.testkit;

import jacquard.ir.DType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The derivatives of a graph as graphs: `Jᵀ·c` by reverse mode, and `J·v` by reversing that once more.
///
/// @param graph inputs are those of the function, a cotangent per output and a direction per input
/// @param inputs what is differentiated by: inputs and states of floating point, by name
/// @param outputs the outputs of floating point, by name
record Products(Graph graph, List<String> inputs, List<String> outputs) {
  static final String COTANGENT = "c ";
  static final String DIRECTION = "v ";
  static final String GRADIENT = "d ";
  static final String PRODUCT = "p ";

  static Products of(Graph function) {
    var reverse = new Reverse(function, COTANGENT);
    GraphBuilder g = reverse.g;
    List<Node> terms = new ArrayList<>();
    for (int i = 0; i < reverse.wrt.size(); i++) {
      Node gradient = reverse.gradients.get(i);
      terms.add(dot(gradient, g.input(DIRECTION + reverse.names().get(i), gradient.type()), g));
    }
    List<Node> cotangents = List.copyOf(reverse.cotangents.values());
    List<Node> products = Gradient.of(sum(terms, g), g.scalar(DType.F64, 1), cotangents, g);
    for (int i = 0; i < reverse.wrt.size(); i++) {
      g.output(GRADIENT + reverse.names().get(i), reverse.gradients.get(i));
    }
    List<String> outputs = List.copyOf(reverse.cotangents.keySet());
    IntStream.range(0, outputs.size()).forEach(k -> g.output(PRODUCT + outputs.get(k), products.get(k)));
    return new Products(g.build(), reverse.names(), outputs);
  }

  /// The gradient of `function` as a function of its inputs and of the cotangents, which become inputs `cotangent0 NAME`, and
  /// `cotangent1 NAME` where it is reversed once more.
  static Graph reverse(Graph function) {
    long order = function.inputs().stream().filter(i -> Leaves.name(i).startsWith("cotangent")).count();
    var reverse = new Reverse(function, "cotangent" + order + " ");
    var g = new GraphBuilder(function.name());
    Map<Node, Node> copies = g.inline(reverse.g.build(), Map.of());
    for (int i = 0; i < reverse.wrt.size(); i++) {
      g.output(GRADIENT + reverse.names().get(i), Leaves.entry(copies, reverse.gradients.get(i)));
    }
    return g.build();
  }

  /// Reverse mode put after a function.
  private static final class Reverse {
    private final GraphBuilder g;
    private final List<Node> wrt;
    private final Map<String, Node> cotangents = new LinkedHashMap<>();
    private final List<Node> gradients;

    Reverse(Graph function, String prefix) {
      g = GraphBuilder.continuing(function);
      wrt = Stream.concat(function.inputs().stream(), function.states().stream()).filter(n -> n.type().dtype().isFloat()).toList();
      List<Node> terms = new ArrayList<>();
      function.outputs().forEach((name, y) -> {
        if (y.type().dtype().isFloat()) {
          Node c = g.input(prefix + name, y.type());
          cotangents.put(name, c);
          terms.add(dot(y, c, g));
        }
      });
      gradients = Gradient.of(sum(terms, g), g.scalar(DType.F64, 1), wrt, g);
    }

    List<String> names() {
      return wrt.stream().map(Leaves::name).toList();
    }
  }

  private static Node dot(Node a, Node b, GraphBuilder g) {
    return g.add(new ReduceSum(IntStream.range(0, a.type().rank()).boxed().toList(), false), g.add(new Mul(), a, b));
  }

  private static Node sum(List<Node> terms, GraphBuilder g) {
    return terms.stream().reduce((a, b) -> g.add(new Add(), a, b)).orElseGet(() -> g.scalar(DType.F64, 0));
  }
}
