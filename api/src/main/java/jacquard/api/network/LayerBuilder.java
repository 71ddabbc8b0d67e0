package jacquard.api.network;

import jacquard.api.check.OptionCheck;
import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.api.layer.ReceptiveField;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.normalization.CenteredMoments;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One layer being defined: adds nodes and parameters under the layer's name, at the line of the user's call.
public final class LayerBuilder extends OptionCheck {
  private final NetworkBuilder network;
  private final String name;
  private final List<Parameter> parameters = new ArrayList<>();
  private final String parameterPrefix;
  private final List<String> notes = new ArrayList<>();
  private long maskedParameters;
  private long fixedParameters;

  /// `parameterPrefix` and a role name the layer's parameters; it differs from `name` where shared layers are applied again.
  LayerBuilder(NetworkBuilder network, String kind, String name, String parameterPrefix, Loc loc) {
    super(kind, loc);
    this.network = network;
    this.name = name;
    this.parameterPrefix = parameterPrefix;
  }

  NetworkBuilder network() {
    return network;
  }

  /// A node of this layer. Where nothing is left of a dimension, the error also tells how the layers before came to its input.
  public Node add(Op op, Node... inputs) {
    try {
      return network.graph().add(Operands.of(op, Arrays.asList(inputs), loc()).ofExamples(), Arrays.asList(inputs));
    } catch (UserError e) {
      boolean empty = e.code().endsWith("/empty-output");
      String chain = empty ? network.chain(inputs[0]) : "";
      UserError explained = chain.isEmpty() ? e : e.extended("chain", chain);
      throw empty ? network.misread().map(explained::fixed).orElse(explained) : explained;
    }
  }

  /// An elementwise formula over nodes of the network's type.
  public Node map(Scalar value, Node... inputs) {
    return Map.node(value, network.type(Shape.SCALAR).dtype(), Arrays.asList(inputs), network.graph().at(loc()));
  }

  /// Mean and variance of `x` along `axes`.
  public CenteredMoments moments(Node x, List<Integer> axes, double scale) {
    return CenteredMoments.of(x, axes, scale, network.graph().at(loc()));
  }

  public Node constant(double value) {
    return network.graph().at(loc()).scalar(network.type(Shape.SCALAR).dtype(), value);
  }

  /// A tensor nobody trains, in the network's element type.
  public Node constant(NdArray value) {
    return network.graph().at(loc()).constant(value.cast(network.type(Shape.SCALAR).dtype()));
  }

  /// Integers as numbers of the network's type, which is how networks pass indices on.
  public Node indices(Node integers) {
    return add(new Cast(network.type(Shape.SCALAR).dtype()), integers);
  }

  /// Whether the network is being built for training rather than inference. Asking makes the body run once for each.
  public boolean training() {
    return network.training();
  }

  /// Runs `body`, whose nodes are of this layer too.
  public <T> T within(Supplier<T> body) {
    return network.graph().within(name, body);
  }

  /// A trainable tensor named `layer.role`, or as the layer where `role` is empty.
  public Node parameter(String role, Shape shape, Initializer initializer, Fan fan) {
    return state(role, shape, true, initializer, fan, null);
  }

  /// As the method above, of which only the elements where `kept` is not 0 take part; the others are zero.
  public Node parameter(String role, Shape shape, Initializer initializer, Fan fan, @Nullable NdArray kept) {
    return state(role, shape, true, initializer, fan, kept);
  }

  /// A tensor named `layer.role` that is saved with the model and that no optimiser moves, such as a running mean.
  public Node statistic(String role, Shape shape, double initial) {
    return state(role, shape, false, Initializer.constant(initial), new Fan(1, 1), null);
  }

  /// A tensor under the name `full`, whatever the layer's, with `values` whatever the seed; the one of this name that is there already.
  public Node stored(String full, Shape shape, boolean trainable, Initializer values) {
    return named(full, shape, trainable, values, new Fan(1, 1), null);
  }

  /// `[C]` in a shape that broadcasts over the positions of `x`.
  public Node overPositions(Node channels, Symbol x) {
    Shape shape = channels.type().shape();
    for (int d = 1; d < x.shape().rank(); d++) {
      shape = shape.inserted(d, Dim.of(1));
    }
    return shape.rank() == 1 ? channels : add(new Reshape(shape), channels);
  }

  /// The parameter named `full` of an earlier layer, used here as well.
  public Node tied(String full, Shape shape) {
    Parameter known = network.states().named(full);
    if (known == null || !known.trainable() || !known.type().shape().equals(shape)) {
      throw error("tied", "these weights cannot be tied to \"%s\"", full)
          .got("%s", known == null ? "no earlier parameter of this name" : known.type().shape()).expected("a parameter of shape %s", shape)
          .fix("name a parameter as summary() and parameters() do, such as \"dense1.weight\", of a layer defined before").build();
    }
    return network.states().node(known);
  }

  private Node state(String role, Shape shape, boolean trainable, Initializer initializer, Fan fan, @Nullable NdArray kept) {
    return named(role.isEmpty() ? parameterPrefix : parameterPrefix + "." + role, shape, trainable, initializer, fan, kept);
  }

  private Node named(String full, Shape shape, boolean trainable, Initializer initializer, Fan fan, @Nullable NdArray kept) {
    network.graph().at(loc());
    @Nullable Parameter known = network.states().named(full);
    if (known == null) {
      known = network.states().add(full, shape, trainable, initializer, fan, kept);
      if (trainable) {
        parameters.add(known);
      } else {
        countFixed(known.size());
      }
    } else if (!known.type().shape().equals(shape)) {
      throw UserError.of("shared/shape").problem("shared layers need \"%s\" in two shapes", full).at(loc())
          .got("%s in an earlier place, %s here", known.type().shape(), shape).expected("one shape")
          .fix("apply shared layers to tensors of one shape, or of one number of channels").build();
    }
    return network.states().node(known);
  }

  /// The statistic's value after the layers so far: its state, or what an earlier use of shared layers has set.
  public Node latest(Node statistic) {
    return network.states().latest(statistic);
  }

  /// The value `statistic` takes after a training step whose loss is finite.
  public void next(Node statistic, Node value) {
    network.states().next(statistic, value);
  }

  /// Random numbers of this layer's own, in training.
  public RandomSource random() {
    network.graph().at(loc());
    return network.states().randomSource();
  }

  /// `y` with a parameter `bias` of its own added to each map.
  public Node addBias(Node y, Initializer initializer, Fan fan) {
    return addBias(y, "bias", initializer, fan);
  }

  public Node addBias(Node y, String role, Initializer initializer, Fan fan) {
    int maps = y.type().shape().extent(1);
    var perMap = new int[y.type().rank() - 1];
    Arrays.fill(perMap, 1);
    perMap[0] = maps;
    Node bias = parameter(role, Shape.of(maps), initializer, fan);
    return add(new Add(), y, add(new Reshape(Shape.of(perMap)), bias));
  }

  /// Says that `elements` elements of the parameters are always zero and count as none.
  public void countMasked(long elements) {
    maskedParameters += elements;
  }

  /// Says that `elements` numbers of this layer are not trained.
  public void countFixed(long elements) {
    fixedParameters += elements;
  }

  /// What the summary remarks about this layer.
  void note(String text) {
    notes.add(text);
  }

  /// What the model warns of, with this layer's name.
  public void warn(String text) {
    network.warn("layer \"" + name + "\": " + text);
  }

  /// Adds remarks for the summary.
  public LayerBuilder notes(List<String> remarks) {
    notes.addAll(remarks);
    return this;
  }

  /// Records the layer with its result.
  public Symbol finish(Node result, String notation, long operations, long multiplications, ReceptiveField field) {
    network.add(new Layer(name, kind(), notation, Symbol.perExample(result), parameters, maskedParameters, fixedParameters, operations,
        multiplications, field, notes, result, List.of()));
    return new Symbol(network, result, field);
  }

  /// Records a layer that counts as no operation.
  public Symbol finish(Node result, String notation, ReceptiveField field) {
    return finish(result, notation, 0, 0, field);
  }
}
