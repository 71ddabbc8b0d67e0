package jacquard.api;

import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import java.util.List;

/// One layer as it was defined: what a summary says about it, and the node that holds its result.
///
/// `notation` is the layer as the lecture notes write it, such as `conv(5, 32)`; `output` leaves the batch dimension out;
/// `notes` are remarks a reader of the summary should see.
record Layer(String name, String kind, String notation, Shape output, List<Parameter> parameters, long operations,
    long multiplications, ReceptiveField field, List<String> notes, Node result) {
  Layer {
    parameters = List.copyOf(parameters);
    notes = List.copyOf(notes);
  }

  long parameterCount() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }
}
