package jacquard.api;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One layer being defined: adds nodes and parameters under the layer's name, at the line of the user's call.
final class LayerBuilder {
  private final NetworkBuilder network;
  private final String kind;
  private final String name;
  private final Loc loc;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  LayerBuilder(NetworkBuilder network, String kind, String name, Loc loc) {
    this.network = network;
    this.kind = kind;
    this.name = name;
    this.loc = loc;
  }

  NetworkBuilder network() {
    return network;
  }

  Node add(Op op, Node... inputs) {
    return network.graph().add(op, Arrays.asList(inputs), loc);
  }

  Node constant(double value) {
    return network.graph().at(loc).scalar(network.type(Shape.SCALAR).dtype(), value);
  }

  /// A trainable tensor named `layer.role`.
  Node parameter(String role, Shape shape, Initializer initializer, Fan fan) {
    Parameter parameter = network.parameter(name + "." + role, network.type(shape), initializer, fan);
    parameters.add(parameter);
    return network.graph().at(loc).state(parameter.name(), parameter.type());
  }

  /// An error of kind `what` in this layer.
  @FormatMethod
  UserError.Builder error(String what, @FormatString String format, Object... args) {
    return UserError.of(kind + "/" + what).problem("%s: %s", kind, format.formatted(args)).at(loc);
  }

  /// Requires an option or argument of at least `least`.
  void requireAtLeast(int least, int value, String what) {
    if (value < least) {
      throw error(what, "%s too small", what).got("%s = %d", what, value).expected("at least %d", least).build();
    }
  }

  /// One value per spatial dimension: `given`, or its only value for each of `rank`.
  List<Integer> perDimension(String what, int[] given, int rank, int least) {
    if (given.length != 1 && given.length != rank) {
      throw error(what, "the %s does not fit the number of spatial dimensions", what)
          .got("%d values: %s", given.length, Arrays.toString(given)).expected("one value, or %d", rank).build();
    }
    var values = new ArrayList<Integer>();
    for (int d = 0; d < rank; d++) {
      int value = given[given.length == 1 ? 0 : d];
      requireAtLeast(least, value, what);
      values.add(value);
    }
    return values;
  }

  /// Adds remarks for the summary.
  LayerBuilder notes(List<String> remarks) {
    notes.addAll(remarks);
    return this;
  }

  /// Records the layer with its result.
  Tensor finish(Node result, String notation, long operations, long multiplications, ReceptiveField field) {
    network.add(new Layer(name, kind, notation, Tensor.perExample(result), parameters, operations, multiplications, field, notes,
        result));
    return new Tensor(network, result, field);
  }

  /// Records a layer that counts as no operation.
  Tensor finish(Node result, String notation, ReceptiveField field) {
    return finish(result, notation, 0, 0, field);
  }
}
