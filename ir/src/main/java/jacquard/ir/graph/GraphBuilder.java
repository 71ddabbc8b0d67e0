package jacquard.ir.graph;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Interrupted;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Builds a graph node by node; every call infers the result's type and checks it at the caller's location.
public final class GraphBuilder {
  private final String name;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Node> outputs = new LinkedHashMap<>();
  private final Map<Node, Node> next = new LinkedHashMap<>();
  private Loc current = Loc.UNKNOWN;
  private @Nullable String layer;

  public GraphBuilder(String name) {
    this.name = name;
  }

  /// A builder that continues `graph`: the same nodes, ready for more.
  public static GraphBuilder continuing(Graph graph) {
    var builder = new GraphBuilder(graph.name());
    builder.nodes.addAll(graph.nodes());
    builder.outputs.putAll(graph.outputs());
    builder.next.putAll(graph.next());
    return builder;
  }

  /// The location given to nodes from here on.
  public GraphBuilder at(Loc loc) {
    current = loc;
    return this;
  }

  public Loc loc() {
    return current;
  }

  /// Runs `body`, whose nodes belong to `layer` where their places name none.
  public <T> T within(String layer, Supplier<T> body) {
    String outer = this.layer;
    this.layer = layer;
    try {
      return body.get();
    } finally {
      this.layer = outer;
    }
  }

  private Loc placed(Loc loc) {
    return layer == null || !loc.layers().isEmpty() ? loc : loc.inLayer(layer);
  }

  public Node input(String inputName, TensorType type) {
    return add(new Input(inputName, type), List.of());
  }

  public Node state(String stateName, TensorType type) {
    return add(new State(stateName, type), List.of());
  }

  public Node constant(NdArray value) {
    return add(new Constant(ConstantData.of(value)), List.of());
  }

  /// A rank-0 constant.
  public Node scalar(DType dtype, double value) {
    return constant(NdArray.filled(new TensorType(dtype, Shape.SCALAR), value));
  }

  public Node add(Op op, Node... inputs) {
    return add(op, Arrays.asList(inputs));
  }

  /// The node `op(inputs)`.
  ///
  /// Errors: whatever `op` finds wrong with its operands, located at [#loc()].
  public Node add(Op op, List<Node> inputs) {
    return add(op, inputs, current);
  }

  public Node add(Op op, List<Node> inputs, Loc loc) {
    return add(Operands.of(op, inputs, placed(loc)), inputs);
  }

  /// As the method above, for operands whose messages may number dimensions in another way.
  public Node add(Operands operands, List<Node> inputs) {
    TensorType type = operands.op().infer(operands);
    if (type.shape().dims().stream().filter(Dim::perBatch).count() > 1) {
      throw operands.error("batch", "two dimensions of the result depend on the batch size").got("%s", operands.types())
          .got("result %s", type).expected("at most one").fix("reshape an operand so that its batch dimension meets the other's").build();
    }
    operands.countable(type.shape());
    return append(operands.op(), inputs, type, operands.loc());
  }

  /// A node whose type the caller already knows, for readers of text that verify afterwards.
  public Node append(Op op, List<Node> inputs, TensorType type, Loc loc) {
    Interrupted.check();
    int id = nodes.isEmpty() ? 0 : nodes.getLast().id() + 1;
    var node = new Node(id, op, inputs, type, placed(loc));
    nodes.add(node);
    return node;
  }

  public GraphBuilder output(String outputName, Node node) {
    outputs.put(outputName, node);
    return this;
  }

  public GraphBuilder next(Node state, Node value) {
    next.put(state, value);
    return this;
  }

  /// The graph of all nodes added so far.
  public Graph build() {
    return new Graph(name, nodes, outputs, next);
  }

  /// Copies `graph` into this builder, its inputs and states replaced by `replacements` where that names them (by name), and
  /// returns the copy of each node.
  public Map<Node, Node> inline(Graph graph, Map<String, Node> replacements) {
    var copies = new IdentityHashMap<Node, Node>();
    for (Node node : graph.nodes()) {
      String leaf = node.op() instanceof Input i ? i.name() : node.op() instanceof State s ? s.name() : "";
      Node given = replacements.get(leaf);
      copies.put(node, given != null && !leaf.isEmpty() ? given
          : append(node.op(), node.inputs().stream().map(copies::get).toList(), node.type(), node.loc()));
    }
    return copies;
  }
}
