package jacquard.api.network;

import com.google.common.primitives.Ints;
import jacquard.api.check.NameRule;
import jacquard.api.layer.Factorization;
import jacquard.api.layer.ReceptiveField;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The network being defined: its graph so far, its layers and parameters, and the names in use.
public final class NetworkBuilder {
  /// Images have one channel, three, or four with transparency.
  private static final int MOST_COLOURS = 4;

  private final String name;
  private final DType dtype;
  private final Mode mode;
  private final Shape mainInput;
  private final GraphBuilder graph;
  private final Map<String, Symbol> inputs;
  private final NetworkStates states;
  private final Deque<Scope> scopes = new ArrayDeque<>(List.of(new Scope("", "")));
  private final Map<Object, Integer> applications = new IdentityHashMap<>();
  private final List<ForwardGraph.Auxiliary> auxiliaries = new ArrayList<>();
  private final Map<String, Factorization> factorizations = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean dependsOnMode;
  private boolean finished;

  private NetworkBuilder(String name, List<InputSpec> inputs, DType dtype, Mode mode) {
    this.name = name;
    this.dtype = dtype;
    this.mode = mode;
    this.mainInput = inputs.getFirst().shape();
    this.graph = new GraphBuilder(name);
    this.states = new NetworkStates(graph, dtype);
    var symbols = new LinkedHashMap<String, Symbol>();
    graph.at(Loc.ofCaller());
    inputs.forEach(i -> symbols.put(i.name(),
        new Symbol(this, graph.input(i.name(), i.type()), Fields.ofInput(spatialRank(i.shape())))));
    this.inputs = Collections.unmodifiableMap(symbols);
  }

  /// Runs `body` once in `mode`.
  static ForwardGraph run(String name, List<InputSpec> inputs, DType dtype, Body body, Mode mode) {
    var network = new NetworkBuilder(name, inputs, dtype, mode);
    Map<String, Symbol> results = body.build(network.inputs);
    network.warnOfChannelsLast();
    return network.finish(results);
  }

  /// A builder for an expression outside of a network: a loss of `inputs`, or a penalty.
  public static NetworkBuilder expression(String name, InputSpec... inputs) {
    return new NetworkBuilder(name, List.of(inputs), inputs[0].dtype(), Mode.TRAINING);
  }

  public Symbol input(String input) {
    return Objects.requireNonNull(inputs.get(input));
  }

  /// Whether no layer has parameters, statistics or random numbers of its own.
  public boolean isStateless() {
    return states.all().isEmpty() && !states.random();
  }

  private static int spatialRank(Shape input) {
    return Math.max(0, input.rank() - 1);
  }

  /// How the shape of the main input was probably meant, where it is not channels first, or holds a batch.
  Optional<String> misread() {
    List<Integer> extents = mainInput.dims().stream().map(Dim::count).toList();
    int rank = extents.size();
    if (rank == 3 && extents.getLast() <= MOST_COLOURS && extents.getFirst() > MOST_COLOURS && extents.get(1) > 1 && !isTurned()) {
      return Optional.of(String.format(Locale.ROOT, "shapes are channels first: %s for %s, with no batch in them; "
          + "or x.channelsFirst(t -> …), if the channels of the data are last", Shape.of(extents.get(2), extents.get(0), extents.get(1)),
          Shape.of(Ints.toArray(extents))));
    }
    if (rank == 4 && extents.get(1) <= MOST_COLOURS) {
      return Optional.of(String.format(Locale.ROOT, "shapes are of one example, with no batch in them: %s for %s",
          Shape.of(extents.get(1), extents.get(2), extents.get(3)), Shape.of(Ints.toArray(extents))));
    }
    return Optional.empty();
  }

  /// Whether a layer brings the dimensions of the main input into another order: its channels are last on purpose.
  private boolean isTurned() {
    Node main = inputs.values().iterator().next().node();
    return layers().map(Layer::result).anyMatch(n -> n.op() instanceof Transpose && n.inputs().getFirst() == main);
  }

  private void warnOfChannelsLast() {
    if (mainInput.rank() == 3 && mainInput.dim(0).equals(mainInput.dim(1)) && mainInput.extent(0) > MOST_COLOURS) {
      misread().ifPresent(warnings::addFirst);
    }
  }

  /// The receptive field of what sees the whole input.
  public ReceptiveField wholeInput() {
    return Fields.whole(mainInput.slice(1, 1 + spatialRank(mainInput)));
  }

  public GraphBuilder graph() {
    return graph;
  }

  NetworkStates states() {
    return states;
  }

  /// Whether the body runs for training; asking makes the network differ by mode.
  public boolean training() {
    dependsOnMode = true;
    return mode == Mode.TRAINING;
  }

  /// The scope layers are added to.
  Scope scope() {
    return scopes.getLast();
  }

  /// From here on, the layer `layer` is built in two parts.
  void factorize(String layer, Factorization how) {
    factorizations.put(layer, how);
  }

  /// How the next layer, `chosen` or `prefix` and its number, is built in two parts; null for one that is built whole.
  public @Nullable Factorization factorization(String prefix, @Nullable String chosen) {
    return factorizations.get(scope().prefix + (chosen != null ? chosen : scope().next(prefix)));
  }

  /// The name of the next layer within its scope; it counts as given out.
  public String nextName(String prefix, @Nullable String chosen) {
    String numbered = scope().numbered(prefix);
    return chosen != null ? chosen : numbered;
  }

  /// Starts a layer of `kind`, named `chosen`, or `prefix` and its number among those of that prefix.
  public LayerBuilder layer(String kind, String prefix, @Nullable String chosen) {
    return layer(kind, prefix, chosen, Loc.ofCaller());
  }

  /// As the method above, at a place that is none of the user's code; a chosen name that is in use is numbered.
  public LayerBuilder layerOf(String kind, String prefix, @Nullable String wanted, Loc place) {
    String base = wanted != null ? wanted : scope().next(prefix);
    String free = base;
    for (int count = 2; names.contains(scope().prefix + free); count++) {
      free = base + "-" + count;
    }
    return layer(kind, prefix, free, place);
  }

  private LayerBuilder layer(String kind, String prefix, @Nullable String chosen, Loc loc) {
    if (finished) {
      throw UserError.of("model/finished").problem("a layer is added to a network that is already defined").at(loc.inLayer(prefix))
          .fix("add layers only inside the lambda given to Model.define, and return the last tensor from it").build();
    }
    String numbered = scope().numbered(prefix);
    String local = chosen != null ? chosen : numbered;
    String layerName = claim(local, loc);
    return new LayerBuilder(this, kind, layerName, scope().parameterPrefix + local, loc.inLayer(layerName));
  }

  /// The full name of `local` in the present scope, from here on in use.
  private String claim(String local, Loc loc) {
    return claimFull(scope().prefix + local, loc);
  }

  private String claimFull(String full, Loc loc) {
    if (!NameRule.isName(full)) {
      throw UserError.of("layer/name").problem("this cannot be the name of a layer").at(loc).got("\"%s\"", full)
          .expected("%s", NameRule.RULE).build();
    }
    if (!names.add(full)) {
      throw UserError.of("layer/name").problem("another layer has this name").at(loc).got("\"%s\"", full)
          .expected("a name no other layer of \"%s\" has: %s", name, NameRule.RULE)
          .fix("another name for each; layer(kind, t -> …) numbers what it makes: kind1, kind2 …").build();
    }
    return full;
  }

  /// Runs `body` on `x` as one layer named `local` and written as `notation`, whose parts are the layers `body` adds.
  public Symbol block(String local, String kind, String notation, Symbol x, UnaryOperator<Symbol> body) {
    Loc loc = Loc.ofCaller();
    String full = claim(local, loc);
    return block(new Scope(full + ".", scope().parameterPrefix + local + "."), full, kind, notation, x, body);
  }

  /// As the method above, named `chosen`, or `prefix` and its number.
  public Symbol numberedBlock(String prefix, @Nullable String chosen, String notation, Symbol x, UnaryOperator<Symbol> body) {
    String numbered = scope().numbered(prefix);
    return block(chosen != null ? chosen : numbered, "block", notation, x, body);
  }

  /// As a block; from the second application of `key` on with the parameters of the first.
  public Symbol shared(Object key, String shared, Symbol x, UnaryOperator<Symbol> body) {
    int application = applications.merge(key, 1, Integer::sum);
    String full = claimFull(application == 1 ? shared : shared + "-" + application, Loc.ofCaller());
    return block(new Scope(full + ".", shared + "."), full, "shared", "shared", x, body);
  }

  private Symbol block(Scope inner, String full, String kind, String notation, Symbol x, UnaryOperator<Symbol> body) {
    scopes.addLast(inner);
    Symbol result = body.apply(x);
    scopes.removeLast();
    requireOwn(result);
    add(Layer.block(full, kind, notation, result, inner.layers));
    return result;
  }

  /// The tensor of `body`, whose layers no summary shows: they are numbered apart below `local`, so that others keep their names.
  public Symbol apart(String local, Supplier<Symbol> body) {
    scopes.addLast(new Scope(scope().prefix + local + ".", scope().parameterPrefix + local + "."));
    Symbol result = body.get();
    scopes.removeLast();
    return result;
  }

  /// Runs `body` on `x` for a result that training alone has.
  public void auxiliary(String local, double weight, Symbol x, UnaryOperator<Symbol> body) {
    if (training()) {
      Symbol result = block(local, "auxiliary", "auxiliary", x, body);
      auxiliaries.add(new ForwardGraph.Auxiliary(scope().prefix + local, weight, result.node()));
    }
  }

  public DType dtype() {
    return dtype;
  }

  public TensorType type(Shape shape) {
    return new TensorType(dtype, shape);
  }

  void add(Layer layer) {
    scope().layers.add(layer);
  }

  /// Keeps `text` for `Model#warnings()`.
  void warn(String text) {
    warnings.add(text);
  }

  /// The layers that changed spatial extents on the way to `node`: `conv1 28 → 24, pool1 24 → 12`.
  String chain(Node node) {
    return ExtentChain.of(layers().toList(), node);
  }

  /// All layers so far, those inside of blocks too.
  private Stream<Layer> layers() {
    return scopes.stream().flatMap(s -> s.layers.stream()).flatMap(Layer::withParts);
  }

  private void requireOwn(Symbol result) {
    if (result.network() != this) {
      throw UserError.of("model/foreign").problem("the network returns a tensor of another network").at(Loc.ofCaller())
          .fix("return a tensor computed from the lambda's own argument").build();
    }
  }

  private static void requireBatched(String output, Symbol result) {
    if (!result.isBatched()) {
      throw UserError.of("model/output").problem("the result \"%s\" is the same for every example", output).at(result.node().loc())
          .got("%s", result).expected("a tensor computed from an input").fix("combine the parameter with the input").build();
    }
  }

  private ForwardGraph finish(Map<String, Symbol> results) {
    results.entrySet().forEach(e -> requireOwn(e.getValue()));
    results.entrySet().forEach(e -> requireBatched(e.getKey(), e.getValue()));
    requireUsed(Stream.concat(results.entrySet().stream().map(e -> e.getValue().node()), auxiliaries.stream().map(a -> a.result())));
    finished = true;
    results.entrySet().forEach(e -> graph.output(e.getKey(), e.getValue().node()));
    return new ForwardGraph(graph.build(), scope().layers, states.all(), auxiliaries, warnings, states.random(), dependsOnMode);
  }

  /// A layer nothing is computed from is a forgotten assignment: tensors are values, a call does not change its receiver.
  private void requireUsed(Stream<Node> results) {
    Set<Node> used = Collections.newSetFromMap(new IdentityHashMap<>());
    var open = results.collect(Collectors.toCollection(ArrayList::new));
    while (!open.isEmpty()) {
      Node node = open.removeLast();
      if (used.add(node)) {
        open.addAll(node.inputs());
      }
    }
    scope().layers.stream().flatMap(Layer::withParts).filter(l -> !used.contains(l.result())).findFirst().ifPresent(layer -> {
      throw UserError.of("model/unused-layer").problem("the result of layer \"%s\" is never used", layer.name())
          .at(layer.result().loc()).expected("every layer to lead to the tensor the network returns")
          .fix("use the returned tensor, as in `x = x.relu()`: a call does not change the tensor it is made on").build();
    });
  }
}
