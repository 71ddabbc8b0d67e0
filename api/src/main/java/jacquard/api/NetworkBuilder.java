package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The network being defined: its graph so far, its layers and parameters, and the names in use.
final class NetworkBuilder {
  private static final System.Logger LOG = System.getLogger("jacquard.api");

  private final String name;
  private final TensorType inputType;
  private final GraphBuilder graph;
  private final Node input;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean finished;

  NetworkBuilder(String name, TensorType inputType) {
    this.name = name;
    this.inputType = inputType;
    this.graph = new GraphBuilder(name);
    this.input = graph.at(Loc.ofCaller()).input(ModelGraphs.INPUT, inputType);
  }

  Tensor input() {
    return new Tensor(this, input, ReceptiveField.ofInput(spatialRank()));
  }

  private int spatialRank() {
    return Math.max(0, inputType.rank() - 2);
  }

  /// The receptive field of what sees the whole input.
  ReceptiveField wholeInput() {
    return ReceptiveField.whole(inputType.shape().slice(2, 2 + spatialRank()));
  }

  GraphBuilder graph() {
    return graph;
  }

  /// Starts a layer of `kind`, named `chosen`, or `prefix` and its number among those of that prefix.
  LayerBuilder layer(String kind, String prefix, @Nullable String chosen) {
    Loc loc = Loc.ofCaller();
    if (finished) {
      throw UserError.of("model/finished").problem("a layer is added to a network that is already defined").at(loc.inLayer(prefix))
          .fix("add layers only inside the lambda given to Model.define, and return the last tensor from it").build();
    }
    String layerName = uniqueName(prefix, chosen, loc);
    return new LayerBuilder(this, kind, layerName, loc.inLayer(layerName));
  }

  /// The name of a block of layers, whose layers are to be named `block.part`.
  String block(String prefix, @Nullable String chosen) {
    return uniqueName(prefix, chosen, Loc.ofCaller());
  }

  private String uniqueName(String prefix, @Nullable String chosen, Loc loc) {
    int number = counts.merge(prefix, 1, Integer::sum);
    String layerName = chosen != null ? chosen : prefix + number;
    if (!Names.isName(layerName) || !names.add(layerName)) {
      throw UserError.of("layer/name").problem("this cannot be the name of a layer").at(loc).got("\"%s\"", layerName)
          .expected("a name no other layer of \"%s\" has: %s", name, Names.RULE).build();
    }
    return layerName;
  }

  Parameter parameter(String parameterName, TensorType type, Initializer initializer, Fan fan) {
    var parameter = new Parameter(parameterName, type, parameters.size(), initializer, fan);
    parameters.add(parameter);
    return parameter;
  }

  TensorType type(Shape shape) {
    return inputType.shaped(shape);
  }

  void add(Layer layer) {
    layers.add(layer);
  }

  /// Says `text` in the log and keeps it for [Model#warnings()].
  void warn(String text) {
    LOG.log(System.Logger.Level.WARNING, name + ": " + text);
    warnings.add(text);
  }

  /// The layers that changed spatial extents on the way to `node`: `conv1 28 → 24, pool1 24 → 12`.
  String chain(Node node) {
    return ExtentChain.of(layers, node);
  }

  /// The structure whose result is `result`.
  Structure finish(Tensor result, Network body) {
    if (result.network() != this) {
      throw UserError.of("model/foreign").problem("the network returns a tensor of another network").at(Loc.ofCaller())
          .fix("return a tensor computed from the lambda's own argument").build();
    }
    requireUsed(result.node());
    finished = true;
    graph.output(ModelGraphs.OUTPUT, result.node());
    Shape example = inputType.shape().slice(1, inputType.rank());
    return new Structure(name, example, inputType.dtype(), body, graph.build(), layers, parameters, warnings);
  }

  /// A layer nothing is computed from is a forgotten assignment: tensors are values, a call does not change its receiver.
  private void requireUsed(Node result) {
    Set<Node> used = Collections.newSetFromMap(new IdentityHashMap<>());
    var open = new ArrayList<>(List.of(result));
    while (!open.isEmpty()) {
      Node node = open.removeLast();
      if (used.add(node)) {
        open.addAll(node.inputs());
      }
    }
    for (Layer layer : layers) {
      if (!used.contains(layer.result())) {
        throw UserError.of("model/unused-layer").problem("the result of layer \"%s\" is never used", layer.name())
            .at(layer.result().loc()).expected("every layer to lead to the tensor the network returns")
            .fix("use the returned tensor, as in `x = x.relu()`: a call does not change the tensor it is made on").build();
      }
    }
  }
}
