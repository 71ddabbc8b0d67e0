package jacquard.api.network;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.List;
import java.util.stream.Stream;

/// A network body run once, symbolically, in one mode.
///
/// `graph` leads from the inputs and the states (parameters and statistics) to the outputs; where a layer draws random numbers it
/// also has the inputs `seed` and `step`, both `i64[]`. In training it gives statistics their next values.
/// `dependsOnMode` says that some layer asked for the mode.
public record ForwardGraph(Graph graph, List<Layer> layers, List<Parameter> parameters, List<Auxiliary> auxiliaries,
    List<String> warnings, boolean random, boolean dependsOnMode) {
  /// An output of the training graph alone, whose loss counts `weight` times.
  public record Auxiliary(String name, double weight, Node result) {}

  public ForwardGraph {
    layers = List.copyOf(layers);
    parameters = List.copyOf(parameters);
    auxiliaries = List.copyOf(auxiliaries);
    warnings = List.copyOf(warnings);
  }

  /// Blocks and, after each, its layers.
  public Stream<Layer> everyLayer() {
    return layers.stream().flatMap(Layer::withParts);
  }

  /// Trainable numbers, those left out that a mask holds at zero.
  long parameterCount() {
    return layers.stream().mapToLong(Layer::parameterCount).sum();
  }

  /// The node of an output, layer or block.
  public Node result(String name) {
    Node output = graph.outputs().get(name);
    if (output != null) {
      return output;
    }
    return everyLayer().filter(l -> l.name().equals(name)).map(Layer::result).findFirst().orElseThrow(() -> {
      List<String> known = Stream.concat(everyLayer().map(Layer::name), graph.outputs().keySet().stream()).toList();
      return UserError.of("compile/output").problem("network \"%s\" has no layer or output \"%s\"", graph.name(), name).at(Loc.ofCaller())
          .expected("one of %s", known).didYouMean(name, known).build();
    });
  }
}
