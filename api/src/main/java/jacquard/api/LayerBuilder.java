package jacquard.api;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.Map;
import jacquard.ir.op.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One layer being defined: adds nodes and parameters under the layer's name, at the line of the user's call.
final class LayerBuilder {
  private final NetworkBuilder network;
  private final String kind;
  private final String name;
  private final String parameterPrefix;
  private final Loc loc;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Parameter> statistics = new ArrayList<>();

  /// `parameterPrefix` and a role name the layer's parameters; it differs from `name` where shared layers are applied again.
  LayerBuilder(NetworkBuilder network, String kind, String name, String parameterPrefix, Loc loc) {
    this.network = network;
    this.kind = kind;
    this.name = name;
    this.parameterPrefix = parameterPrefix;
    this.loc = loc;
  }

  NetworkBuilder network() {
    return network;
  }

  Node add(Op op, Node... inputs) {
    return network.graph().add(op, Arrays.asList(inputs), loc);
  }

  /// An elementwise formula over nodes of the network's type.
  Node map(Scalar value, Node... inputs) {
    return Map.node(value, network.type(Shape.SCALAR).dtype(), Arrays.asList(inputs), network.graph().at(loc));
  }

  Node constant(double value) {
    return network.graph().at(loc).scalar(network.type(Shape.SCALAR).dtype(), value);
  }

  /// Whether the network is being built for training rather than inference. Asking makes the body run once for each.
  boolean training() {
    return network.training();
  }

  /// A trainable tensor named `layer.role`.
  Node parameter(String role, Shape shape, Initializer initializer, Fan fan) {
    return state(role, shape, true, initializer, fan);
  }

  /// A tensor named `layer.role` that is saved with the model and that no optimiser moves, such as a running mean.
  Node statistic(String role, Shape shape, double initial) {
    return state(role, shape, false, Initializer.constant(initial), new Fan(1, 1));
  }

  /// The parameter named `full` of an earlier layer, used here as well.
  Node tied(String full, Shape shape) {
    Parameter known = network.states().named(full);
    if (known == null || !known.trainable() || !known.type().shape().equals(shape)) {
      throw error("tied", "these weights cannot be tied to \"%s\"", full)
          .got("%s", known == null ? "no earlier parameter of this name" : known.type().shape()).expected("a parameter of shape %s", shape)
          .fix("name a parameter as summary() and parameters() do, such as \"dense1.weight\", of a layer defined before").build();
    }
    return network.states().node(known);
  }

  private Node state(String role, Shape shape, boolean trainable, Initializer initializer, Fan fan) {
    network.graph().at(loc);
    String full = parameterPrefix + "." + role;
    @Nullable Parameter known = network.states().named(full);
    if (known == null) {
      known = network.states().add(full, shape, trainable, initializer, fan);
      (trainable ? parameters : statistics).add(known);
    } else if (!known.type().shape().equals(shape)) {
      throw UserError.of("shared/shape").problem("shared layers need \"%s\" in two shapes", full).at(loc)
          .got("%s in an earlier place, %s here", known.type().shape(), shape).expected("one shape")
          .fix("apply shared layers to tensors of one shape, or of one number of channels").build();
    }
    return network.states().node(known);
  }

  /// The statistic's value after the layers so far: its state, or what an earlier use of shared layers has set.
  Node latest(Node statistic) {
    return network.states().latest(statistic);
  }

  /// The value `statistic` takes after a training step whose loss is finite.
  void next(Node statistic, Node value) {
    network.states().next(statistic, value);
  }

  /// Random numbers of this layer's own, in training.
  RandomSource random() {
    network.graph().at(loc);
    return network.states().randomSource();
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

  /// Records the layer with its result.
  Tensor finish(Node result, String notation, long operations, long multiplications, ReceptiveField field) {
    network.add(new Layer(name, kind, notation, Tensor.perExample(result), parameters, statistics, operations, multiplications, field,
        result, List.of()));
    return new Tensor(network, result, field);
  }

  /// Records a layer that counts as no operation.
  Tensor finish(Node result, String notation, ReceptiveField field) {
    return finish(result, notation, 0, 0, field);
  }
}
