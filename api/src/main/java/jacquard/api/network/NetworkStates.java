package jacquard.api.network;

import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a network being defined holds besides its layers: parameters and statistics by name, and where its random numbers come from.
final class NetworkStates {
  private final GraphBuilder graph;
  private final DType dtype;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<Node, Node> latest = new HashMap<>();
  private @Nullable Node seed;
  private @Nullable Node step;
  private int streams;

  NetworkStates(GraphBuilder graph, DType dtype) {
    this.graph = graph;
    this.dtype = dtype;
  }

  /// The parameter or statistic of this name, if there is one.
  @Nullable Parameter named(String name) {
    return parameters.get(name);
  }

  /// The state node of a known parameter or statistic.
  Node node(Parameter parameter) {
    return nodes.computeIfAbsent(parameter.name(), n -> graph.state(n, parameter.type()));
  }

  /// A new parameter or statistic.
  Parameter add(String name, Shape shape, boolean trainable, Initializer initializer, Fan fan, @Nullable NdArray kept) {
    var parameter = new Parameter(name, new TensorType(dtype, shape), trainable, 0, initializer, fan, kept);
    parameters.put(name, parameter);
    return parameter;
  }

  /// The value of a statistic after the layers so far.
  Node latest(Node statistic) {
    return latest.getOrDefault(statistic, statistic);
  }

  void next(Node statistic, Node value) {
    latest.put(statistic, value);
    graph.next(statistic, value);
  }

  List<Parameter> all() {
    return List.copyOf(parameters.values());
  }

  /// The next source of random numbers; each has a stream of its own.
  RandomSource randomSource() {
    var scalar = new TensorType(DType.I64, Shape.SCALAR);
    if (seed == null || step == null) {
      seed = graph.input(GraphNames.SEED, scalar);
      step = graph.input(GraphNames.STEP, scalar);
    }
    return new RandomSource(seed, step, streams++);
  }

  boolean random() {
    return seed != null;
  }
}
