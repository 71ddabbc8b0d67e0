package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.op.Fused;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.Indexed;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.pooling.Pooling;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.View;
import jacquard.ir.text.GraphWalk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// One graph on its way to ONNX: its nodes in the order of [GraphWalk], each by the class of its family.
///
/// Errors   `onnx/op`, `onnx/training`, `onnx/name`, `constant/absent`
final class Translation {
  private final GraphWalk walk;
  private final Map<String, NdArray> states;
  private final OnnxGraph out = new OnnxGraph();
  private final Map<Node, String> values = new IdentityHashMap<>();
  private final BatchSize batch;

  /// `states` holds the values of states that are known; the others become inputs.
  Translation(Graph graph, Map<String, NdArray> states) {
    this.walk = new GraphWalk(graph);
    this.states = states;
    this.batch = new BatchSize(graph, out);
  }

  OnnxGraph out() {
    return out;
  }

  BatchSize batch() {
    return batch;
  }

  /// The value that operand `k` of `node` is.
  String operand(Node node, int k) {
    return value(node.input(k));
  }

  List<String> operands(Node node) {
    return node.inputs().stream().map(this::value).toList();
  }

  /// The ONNX graph.
  GraphProto run() {
    Graph graph = walk.graph();
    if (!graph.next().isEmpty()) {
      throw UserError.of("onnx/training").problem("a training step is not written as ONNX").where("graph @%s", graph.name())
          .got("%d states with next values", graph.next().size()).expected("a graph of inference or evaluation")
          .fix("export the trained model: model.writeOnnx(path)").build();
    }
    requireNames(graph);
    graph.outputs().keySet().forEach(out::reserve);
    graph.inputs().forEach(this::leaf);
    graph.states().forEach(this::leaf);
    Set<Node> needed = needed(graph.outputs().values());
    walk.operations().stream().filter(needed::contains).forEach(this::translate);
    var outputs = new LinkedHashMap<String, String>();
    var types = new LinkedHashMap<String, TensorType>();
    graph.outputs().forEach((name, node) -> {
      outputs.put(name, value(node));
      types.put(name, node.type());
    });
    return out.build(graph.name(), outputs, types);
  }

  /// ONNX has one space of names for values; an output cannot be called as an input or a parameter is that it is not.
  private static void requireNames(Graph graph) {
    Stream.concat(graph.inputs().stream(), graph.states().stream()).forEach(node -> {
      Node output = graph.outputs().get(name(node));
      if (output != null && output != node) {
        throw UserError.of("onnx/name").problem("%s and an output of the network have one name",
            node.op() instanceof State ? "a parameter" : "an input")
            .where("graph @%s", graph.name()).got("\"%s\"", name(node)).expected("names that differ, as ONNX asks")
            .fix("rename the output").build();
      }
    });
  }

  private static String name(Node leaf) {
    return leaf.op() instanceof State s ? s.name() : ((Input) leaf.op()).name();
  }

  private void leaf(Node node) {
    switch (node.op()) {
      case State(String name, TensorType type) when states.containsKey(name) ->
          out.state(name, Objects.requireNonNull(states.get(name)));
      case State(String name, TensorType type) -> out.input(name, type);
      case Input(String name, TensorType type) -> out.input(name, type);
      default -> throw new IllegalArgumentException(node.toString());
    }
    values.put(node, name(node));
  }

  private void translate(Node node) {
    if (node.op() instanceof Constant) {
      return;
    }
    try {
      put(node);
    } catch (Refusal refusal) {
      throw refusal.of(node);
    }
    out.type(value(node), node.type());
  }

  /// A constant is written when it is first read, so that it is named after the layer that reads it.
  private String value(Node node) {
    String known = values.get(node);
    if (known != null) {
      return known;
    }
    if (!(node.op() instanceof Constant c)) {
      throw new IllegalStateException(node + " has no value yet");
    }
    NdArray array = c.data().value().orElseThrow(() -> UserError.of("constant/absent").problem("a constant has no data to write")
        .at(node.loc()).got("%s", c.data()).expected("the safetensors file beside the text of the graph").build());
    String name = out.constant("constant", array);
    values.put(node, name);
    return name;
  }

  private void put(Node node) {
    out.at(node.loc(), node.op().mnemonic());
    Optional<String> direct = direct(node);
    if (direct.isPresent()) {
      values.put(node, direct.get());
      return;
    }
    switch (node.op()) {
      case CompositeOp op -> expanded(node, g -> op.expand(node.inputs(), g));
      case Fused op -> expanded(node, g -> op.unfused(node.inputs(), g));
      case StructuredOp op -> values.put(node, new StructureNodes(this, node).value());
      case LeafOp op -> throw new IllegalArgumentException(node.toString());
    }
  }

  /// The result of operators that say what the op of `node` does; empty to go by what the op is made of.
  private Optional<String> direct(Node node) {
    return switch (node.op()) {
      case Elementwise op -> Optional.of(new ElementwiseNodes(this, node).value(op));
      case Contraction op -> new ContractionNodes(this, node).value();
      case ConvolutionTranspose op -> new ContractionNodes(this, node).value();
      case DeformableConvolution op -> new ContractionNodes(this, node).value();
      case Linear op -> new ContractionNodes(this, node).value();
      case Pooling op -> new PoolingNodes(this, node).value();
      case LpPool op -> new PoolingNodes(this, node).value();
      case MaxPoolPositions op -> new PoolingNodes(this, node).value();
      case Reduction op -> new ReductionNodes(this, node).value();
      case View op -> new ShapeNodes(this, node).value();
      case Concat op -> new ShapeNodes(this, node).value();
      case ConstantPad op -> new ShapeNodes(this, node).value();
      case Fold op -> new ShapeNodes(this, node).value();
      case Indexed op -> new IndexNodes(this, node).value();
      case GridSample op -> new IndexNodes(this, node).value();
      case CompositeOp op -> new NormalizationNodes(this, node).value();
      default -> Optional.empty();
    };
  }

  /// `node` by what it is made of.
  private void expanded(Node node, Function<GraphBuilder, Node> expansion) {
    var g = new GraphBuilder(walk.graph().name()).at(node.loc());
    Node result = expansion.apply(g);
    Set<Node> needed = needed(List.of(result));
    g.build().nodes().stream().filter(needed::contains).filter(n -> !(n.op() instanceof Constant)).forEach(this::put);
    values.put(node, value(result));
  }

  private static Set<Node> needed(Collection<Node> roots) {
    Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    var stack = new ArrayList<>(roots);
    while (!stack.isEmpty()) {
      Node node = stack.removeLast();
      if (needed.add(node)) {
        stack.addAll(node.inputs());
      }
    }
    return needed;
  }
}
