package jacquard.oracles;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.shape.Reshape;
import jacquard.oracles.JsonOracles.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The graph of one case: its outputs, and under `gradient:INPUT` their gradients for the case's cotangents.
///
/// The first extent of what an operator takes per example is the batch in half of the variants, and fixed in the others; what a
/// network learns is a state in half of them, and an input in the others.
final class TorchGraph {
  static final int VARIANTS = 4;

  private final GraphBuilder g = new GraphBuilder("case");
  private final TorchCase given;
  private final DType dtype;
  private final boolean batched;
  private final boolean states;
  private final Map<String, Node> inputs = new LinkedHashMap<>();
  private final Map<String, NdArray> leaves = new LinkedHashMap<>();
  private int batch = 1;

  private TorchGraph(TorchCase given, DType dtype, int variant) {
    this.given = given;
    this.dtype = dtype;
    this.batched = variant % 2 == 1;
    this.states = variant / 2 % 2 == 1;
  }

  /// A built case: the graph, the values of its inputs and states, and the batch size to run it with.
  record Built(Graph graph, Map<String, NdArray> leaves, int batch) {}

  static Built of(TorchCase given, TorchOps.Family family, DType dtype, int variant) {
    var graph = new TorchGraph(given, dtype, variant);
    graph.differentiate(family.build(graph));
    return new Built(graph.g.build(), graph.leaves, graph.batch);
  }

  private void differentiate(Map<String, Node> outputs) {
    outputs.forEach(g::output);
    var gradients = new LinkedHashMap<String, Node>();
    given.cotangents().forEach((name, value) -> {
      Node y = outputs.get(name);
      List<Node> parts = Gradient.of(y, leaf("cotangent:" + name, value, y.type()), List.copyOf(inputs.values()), g);
      int i = 0;
      for (String input : inputs.keySet()) {
        gradients.merge(input, parts.get(i++), (a, b) -> g.add(new Add(), a, b));
      }
    });
    gradients.forEach((name, node) -> g.output("gradient:" + name, node));
  }

  Fields attributes() {
    return given.attributes();
  }

  GraphBuilder builder() {
    return g;
  }

  Node add(Op op, Node... operands) {
    return g.add(op, operands);
  }

  boolean has(String input) {
    return given.inputs().containsKey(input);
  }

  Shape shape(String input) {
    return given.inputs().get(input).shape();
  }

  /// An input of fixed shape.
  Node input(String name) {
    NdArray value = given.inputs().get(name);
    return inputs.computeIfAbsent(name, n -> leaf(n, value, new TensorType(dtype, value.shape())));
  }

  /// An input whose first extent may be the batch.
  Node perExample(String name) {
    NdArray value = given.inputs().get(name);
    return inputs.computeIfAbsent(name, n -> leaf(n, value, new TensorType(dtype, perExample(value.shape()))));
  }

  /// An input that may be a state.
  Node parameter(String name) {
    if (!states) {
      return input(name);
    }
    NdArray value = given.inputs().get(name);
    leaves.put(name, value.cast(dtype));
    return inputs.computeIfAbsent(name, n -> g.state(n, new TensorType(dtype, value.shape())));
  }

  /// Class numbers among the attributes, one per example.
  Node labels(String name) {
    NdArray value = attributes().tensor(name);
    return leaf(name, value, new TensorType(dtype == DType.F32 ? DType.I32 : DType.I64, perExample(value.shape())));
  }

  /// A tensor among the attributes, of the type of `like`.
  Node attribute(String name, TensorType like) {
    return leaf(name, attributes().tensor(name), like);
  }

  /// An output besides `y`, which has no cotangent.
  void output(String name, Node value) {
    g.output(name, value);
  }

  /// `channels`, of shape `[C]`, added to every map of `y`.
  Node addToMaps(Node y, Node channels) {
    return add(new Add(), y, overMaps(y, channels));
  }

  /// `channels`, of shape `[C]`, in a shape that broadcasts over the maps of `y`.
  Node overMaps(Node y, Node channels) {
    var perMap = new ArrayList<>(Collections.nCopies(y.type().rank() - 1, Dim.of(1)));
    perMap.set(0, channels.type().shape().dim(0));
    return add(new Reshape(Shape.of(perMap)), channels);
  }

  private Shape perExample(Shape shape) {
    if (!batched) {
      return shape;
    }
    batch = shape.extent(0);
    return shape.with(0, Dim.BATCH);
  }

  private Node leaf(String name, NdArray value, TensorType type) {
    leaves.put(name, value.cast(type.dtype()));
    return g.input(name, type);
  }
}
