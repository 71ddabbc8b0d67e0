package jacquard.api;

import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import java.util.List;

/// A network without values: the graph from input `x` and parameters (as states) to `output`, its layers and parameters in
/// definition order, the body it came from, and what the layers warn of.
record Structure(String name, Shape input, DType dtype, Network body, Graph forward, List<Layer> layers, List<Parameter> parameters,
    List<String> warnings) {
  Structure {
    layers = List.copyOf(layers);
    parameters = List.copyOf(parameters);
    warnings = List.copyOf(warnings);
  }

  /// Runs `body` once, symbolically.
  static Structure of(String name, Shape input, DType dtype, Network body) {
    if (!Names.isName(name)) {
      throw UserError.of("model/name").problem("this cannot be the name of a model").at(Loc.ofCaller()).got("\"%s\"", name)
          .expected("%s", Names.RULE).build();
    }
    var network = new NetworkBuilder(name, new TensorType(dtype, input.batched()));
    return network.finish(body.build(network.input()), body);
  }

  /// The type of the network's result, batch dimension included.
  TensorType output() {
    return forward.output().type();
  }

  long parameterCount() {
    return layers.stream().mapToLong(Layer::parameterCount).sum();
  }
}
