package jacquard.ir.op;

import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.ConstantData;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.State;
import jacquard.ir.graph.Subgraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `custom`: a function with a gradient of its own, both given as graphs.
///
/// `forward` computes one output from inputs `x0`, `x1` …; `backward` computes, from the same inputs, the result `y` and its cotangent
/// `dy`, the cotangents `dx0`, `dx1` …; one that is missing is no cotangent. The two are trusted to belong together.
///
/// Shapes   those the graphs were made for; `N` stays symbolic.
/// Errors   `custom/operands`, `/text`, `/constants`.
public record Custom(Subgraph forward, Subgraph backward) implements CompositeOp {
  /// The prefix of the inputs.
  public static final String INPUT = "x";
  /// The result among the inputs of `backward`.
  public static final String RESULT = "y";
  /// The result's cotangent.
  public static final String COTANGENT = "dy";

  @Override
  public TensorType infer(Operands in) {
    Graph f = checked(in, forward.graph());
    List<TensorType> expected = f.inputs().stream().map(Node::type).toList();
    if (!expected.equals(in.types()) || !names(f).equals(names(in.size()))) {
      throw in.error("operands", "the operands are not those the function was made for").got("%s", in.types())
          .expected("%s, named %s", expected, names(in.size())).build();
    }
    if (f.outputs().size() != 1) {
      throw in.error("text", "the function has not one result").got("%s", f.outputs().keySet()).build();
    }
    TensorType type = f.outputs().values().iterator().next().type();
    checkBackward(in, checked(in, backward.graph()), type);
    return type;
  }

  private void checkBackward(Operands in, Graph b, TensorType type) {
    for (Node input : b.inputs()) {
      String name = ((Input) input.op()).name();
      int k = names(in.size()).indexOf(name);
      TensorType expected = k >= 0 ? in.type(k) : type;
      if (k < 0 && !name.equals(RESULT) && !name.equals(COTANGENT) || !input.type().equals(expected)) {
        throw in.error("text", "the gradient takes another value than the function gives").got("%s %s", name, input.type())
            .expected("%s, %s and %s, each of the type it has in the function", names(in.size()), RESULT, COTANGENT).build();
      }
    }
    b.outputs().forEach((name, node) -> {
      int k = name.startsWith("d") ? names(in.size()).indexOf(name.substring(1)) : -1;
      if (k < 0 || !node.type().equals(in.type(k))) {
        throw in.error("text", "the gradient gives another value than a cotangent of an operand").got("%s %s", name, node.type())
            .expected("d and the name of an operand, of its type").build();
      }
    });
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(k -> INPUT + k).toList();
  }

  private static List<String> names(Graph graph) {
    return graph.inputs().stream().map(i -> ((Input) i.op()).name()).toList();
  }

  /// A graph whose text says all: no states, no constant that stands there by its hash alone.
  private static Graph checked(Operands in, Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof State) {
        throw in.error("text", "a function has no state").got("%s", node.op()).build();
      }
      if (node.op() instanceof Constant c && c.data().type().shape().size() > ConstantData.INLINE_ELEMENTS) {
        throw in.error("constants", "a constant is too large to stand in the text").got("%s", c.data())
            .expected("at most %d elements", ConstantData.INLINE_ELEMENTS).fix("make it an argument of the function").build();
      }
    }
    return graph;
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Graph f = forward.graph();
    return Objects.requireNonNull(g.inline(f, operands(inputs)).get(f.output()));
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Graph b = backward.graph();
    Map<String, Node> given = operands(self.inputs());
    given.put(RESULT, self);
    given.put(COTANGENT, dy);
    Map<Node, Node> copies = g.inline(b, given);
    var result = new ArrayList<@Nullable Node>();
    for (int k = 0; k < self.inputs().size(); k++) {
      Node cotangent = b.outputs().get("d" + INPUT + k);
      result.add(cotangent == null ? null : copies.get(cotangent));
    }
    return result;
  }

  private static Map<String, Node> operands(List<Node> inputs) {
    var operands = new LinkedHashMap<String, Node>();
    for (int k = 0; k < inputs.size(); k++) {
      operands.put(INPUT + k, inputs.get(k));
    }
    return operands;
  }
}
