package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Add;
import jacquard.ir.op.Op;
import jacquard.ir.op.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One layer being defined: adds nodes and parameters under the layer's name, at the line of the user's call.
final class LayerBuilder extends OptionCheck {
  private final NetworkBuilder network;
  private final String name;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long maskedParameters;
  private long fixedParameters;

  LayerBuilder(NetworkBuilder network, String kind, String name, Loc loc) {
    super(kind, loc);
    this.network = network;
    this.name = name;
  }

  NetworkBuilder network() {
    return network;
  }

  /// A node of this layer. Where nothing is left of a dimension, the error also tells how the layers before came to its input.
  Node add(Op op, Node... inputs) {
    try {
      return network.graph().add(op, Arrays.asList(inputs), loc());
    } catch (UserError e) {
      String chain = e.code().endsWith("/empty-output") ? network.chain(inputs[0]) : "";
      throw chain.isEmpty() ? e : e.extended("chain", chain);
    }
  }

  Node constant(double value) {
    return network.graph().at(loc()).scalar(network.type(Shape.SCALAR).dtype(), value);
  }

  /// A tensor nobody trains, in the network's element type.
  Node constant(NdArray value) {
    return network.graph().at(loc()).constant(value.cast(network.type(Shape.SCALAR).dtype()));
  }

  /// A trainable tensor named `layer.role`.
  Node parameter(String role, Shape shape, Initializer initializer, Fan fan) {
    Parameter parameter = network.parameter(name + "." + role, network.type(shape), initializer, fan);
    parameters.add(parameter);
    return network.graph().at(loc()).state(parameter.name(), parameter.type());
  }

  /// `y` with a parameter `bias` of its own added to each map.
  Node addBias(Node y, Initializer initializer, Fan fan) {
    int maps = y.type().shape().extent(1);
    var perMap = new int[y.type().rank() - 1];
    Arrays.fill(perMap, 1);
    perMap[0] = maps;
    Node bias = parameter("bias", Shape.of(maps), initializer, fan);
    return add(new Add(), y, add(new Reshape(Shape.of(perMap)), bias));
  }

  /// So many elements of the parameters are always zero and count as none.
  void countMasked(long elements) {
    maskedParameters += elements;
  }

  /// So many numbers belong to this layer that are not trained.
  void countFixed(long elements) {
    fixedParameters += elements;
  }

  /// What the summary remarks about this layer.
  void note(String text) {
    notes.add(text);
  }

  /// What the model warns of, with this layer's name.
  void warn(String text) {
    network.warn("layer \"" + name + "\": " + text);
  }

  /// Records the layer with its result.
  Tensor finish(Node result, String notation, long operations, long multiplications, ReceptiveField field) {
    network.add(new Layer(name, kind(), notation, Tensor.perExample(result), parameters, maskedParameters, fixedParameters, operations,
        multiplications, field, notes, result));
    return new Tensor(network, result, field);
  }

  /// Records a layer that counts as no operation.
  Tensor finish(Node result, String notation, ReceptiveField field) {
    return finish(result, notation, 0, 0, field);
  }
}
