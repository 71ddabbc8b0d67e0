package jacquard.api.network;

import com.google.common.math.LongMath;
import jacquard.api.layer.ReceptiveField;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// One layer as it was defined: what a summary says about it, and the node that holds its result.
///
/// `notation` is the layer as the lecture notes write it, such as `conv(5, 32)`; `output` leaves the batch dimension out.
/// `parameters` are those that no earlier layer shares; `maskedParameters` elements of them are always zero; `fixedParameters` are
/// numbers nobody trains; `parts` are the layers of a block.
public record Layer(String name, String kind, String notation, Shape output, List<Parameter> parameters, long maskedParameters,
    long fixedParameters, long operations, long multiplications, ReceptiveField field, List<String> notes, Node result,
    List<Layer> parts) {
  public Layer {
    parameters = List.copyOf(parameters);
    notes = List.copyOf(notes);
    parts = List.copyOf(parts);
  }

  /// `parts` as one layer.
  static Layer block(String name, String kind, String notation, Symbol result, List<Layer> parts) {
    return new Layer(name, kind, notation, result.shape(), parts.stream().flatMap(l -> l.parameters.stream()).toList(),
        sum(parts, Layer::maskedParameters), sum(parts, Layer::fixedParameters), sum(parts, Layer::operations),
        sum(parts, Layer::multiplications), result.field(), List.of(), result.node(), parts);
  }

  private static long sum(List<Layer> layers, ToLongFunction<Layer> count) {
    return layers.stream().mapToLong(count).reduce(0, LongMath::saturatedAdd);
  }

  /// The trainable numbers, those left out that a mask holds at zero.
  public long parameterCount() {
    return parameters.stream().mapToLong(Parameter::size).sum() - maskedParameters;
  }

  Stream<Layer> withParts() {
    return Stream.concat(Stream.of(this), parts.stream().flatMap(Layer::withParts));
  }
}
