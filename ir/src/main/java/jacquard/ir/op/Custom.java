package jacquard.ir.op;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.text.Parser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `custom`: a function with a gradient of its own, both given as the text of a graph ([Parser]).
///
/// `forward` computes one output from inputs `x0`, `x1` …; `backward` computes, from the same inputs, the result `y` and its cotangent `dy`,
/// the cotangents `dx0`, `dx1` …; one that is missing is no cotangent. The two are trusted to belong together.
///
/// Shapes   those the texts were made for; `N` stays symbolic.
/// Errors   `custom/operands`, `/text`, `/constants`, and those of the parser.
public record Custom(String forward, String backward) implements CompositeOp {
  /// The prefix of the inputs.
  public static final String INPUT = "x";
  /// The result among the inputs of `backward`.
  public static final String RESULT = "y";
  /// The result's cotangent.
  public static final String COTANGENT = "dy";

  @Override
  public TensorType infer(Operands in) {
    Graph f = parsed(in, forward);
    List<TensorType> expected = f.inputs().stream().map(Node::type).toList();
    if (!expected.equals(in.types()) || !names(f).equals(names(in.size()))) {
      throw in.error("operands", "the operands are not those the function was made for").got("%s", in.types())
          .expected("%s, named %s", expected, names(in.size())).build();
    }
    if (f.outputs().size() != 1) {
      throw in.error("text", "the function has not one result").got("%s", f.outputs().keySet()).build();
    }
    TensorType type = f.outputs().values().iterator().next().type();
    checkBackward(in, parsed(in, backward), type);
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

  /// The graph of a text that says all: no states, no constant known by its hash alone.
  private static Graph parsed(Operands in, String text) {
    Graph graph = Parser.parse("custom", text);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof State) {
        throw in.error("text", "a function has no state").got("%s", node.op()).build();
      }
      if (node.op() instanceof Constant c && c.data().value().isEmpty()) {
        throw in.error("constants", "a constant is too large to stand in the text").got("%s", c.data())
            .expected("at most %d elements", ConstantData.INLINE_ELEMENTS).fix("make it an input of the function").build();
      }
    }
    return graph;
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Graph f = Parser.parse("custom", forward);
    return Objects.requireNonNull(g.inline(f, operands(inputs)).get(f.output()));
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Graph b = Parser.parse("custom", backward);
    java.util.Map<String, Node> given = operands(self.inputs());
    given.put(RESULT, self);
    given.put(COTANGENT, dy);
    java.util.Map<Node, Node> copies = g.inline(b, given);
    var result = new ArrayList<@Nullable Node>();
    for (int k = 0; k < self.inputs().size(); k++) {
      Node cotangent = b.outputs().get("d" + INPUT + k);
      result.add(cotangent == null ? null : copies.get(cotangent));
    }
    return result;
  }

  private static java.util.Map<String, Node> operands(List<Node> inputs) {
    var operands = new LinkedHashMap<String, Node>();
    for (int k = 0; k < inputs.size(); k++) {
      operands.put(INPUT + k, inputs.get(k));
    }
    return operands;
  }
}
