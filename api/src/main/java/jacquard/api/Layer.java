package jacquard.api;

import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import java.util.List;
import java.util.stream.Stream;

/// One layer as it was defined: what a summary says about it, and the node that holds its result.
///
/// `notation` is the layer as the lecture notes write it, such as `conv(5, 32)`; `output` leaves the batch dimension out.
/// `parameters` and `statistics` are those that no earlier layer shares; `parts` are the layers of a block.
record Layer(String name, String kind, String notation, Shape output, List<Parameter> parameters, List<Parameter> statistics,
    long operations, long multiplications, ReceptiveField field, Node result, List<Layer> parts) {
  Layer {
    parameters = List.copyOf(parameters);
    statistics = List.copyOf(statistics);
    parts = List.copyOf(parts);
  }

  long parameterCount() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  long statisticCount() {
    return statistics.stream().mapToLong(Parameter::size).sum();
  }

  Stream<Layer> withParts() {
    return Stream.concat(Stream.of(this), parts.stream().flatMap(Layer::withParts));
  }
}
