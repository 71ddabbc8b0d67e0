package jacquard.api.look;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A unit of a layer: a channel, as the mean over its positions, or one position of it. An element of a vector is a channel.
///
/// `layer` is the name of a layer, block or output of a network, empty for its first output.
/// Errors   `look/unit` where the layer has no such channel or position.
public record Neuron(String layer, int channel, List<Integer> position) {
  public Neuron {
    Check.given("the name of the layer", layer);
    position = List.copyOf(position);
  }

  /// A channel of `layer`, or one position of it: `Neuron.of("conv2", 5, 3, 3)`.
  public static Neuron of(String layer, int channel, int... position) {
    return new Neuron(layer, channel, Arrays.stream(Check.given("the position", position)).boxed().toList());
  }

  /// An element of what the network gives, such as a class.
  public static Neuron output(int channel) {
    return new Neuron("", channel, List.of());
  }

  /// The weights, for a layer of one example's shape `shape`, whose product with the layer's result is this unit.
  NdArray weights(TensorType layerType) {
    Shape shape = layerType.shape();
    Shape positions = shape.slice(Math.min(1, shape.rank()), shape.rank());
    requireIn(shape);
    NdArray weights = NdArray.zeros(layerType);
    int size = Math.toIntExact(positions.size());
    if (position.isEmpty()) {
      for (int i = 0; i < size; i++) {
        weights.set(channel * size + i, 1.0 / size);
      }
    } else {
      int at = channel;
      for (int d = 0; d < positions.rank(); d++) {
        at = at * positions.extent(d) + position.get(d);
      }
      weights.set(at, 1);
    }
    return weights;
  }

  private void requireIn(Shape shape) {
    var index = new ArrayList<>(List.of(channel));
    index.addAll(position);
    boolean fits = shape.rank() > 0 && (position.isEmpty() || index.size() == shape.rank());
    for (int d = 0; d < index.size() && fits; d++) {
      fits = index.get(d) >= 0 && index.get(d) < shape.extent(d);
    }
    if (!fits) {
      throw UserError.of("look/unit").problem("there is no such unit").at(Loc.ofCaller()).got("%s of a layer %s", this, shape)
          .expected("a channel, or a channel and a position, within %s", shape).build();
    }
  }

  /// `conv2[5]`, `conv2[5,3,3]`, `output[3]`.
  @Override
  public String toString() {
    var index = new StringBuilder(String.valueOf(channel));
    position.forEach(p -> index.append(',').append(p));
    return (layer.isEmpty() ? "output" : layer) + "[" + index + "]";
  }
}
