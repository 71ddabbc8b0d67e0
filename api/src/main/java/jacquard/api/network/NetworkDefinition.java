package jacquard.api.network;

import jacquard.api.check.NameRule;
import jacquard.api.layer.Factorization;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A network without values: the body it came from, and what the body gave when run for inference and for training.
///
/// `parameters` and `statistics` are those of both modes in definition order, the ones of training alone last.
public record NetworkDefinition(String name, List<InputSpec> inputs, DType dtype, Body body, ForwardGraph inference, ForwardGraph training,
    List<Parameter> parameters, List<Parameter> statistics) {
  private static final System.Logger LOG = System.getLogger("jacquard.api");

  public NetworkDefinition {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
    statistics = List.copyOf(statistics);
  }

  /// Runs `body` symbolically: once, and again for training where a layer asks for the mode.
  public static NetworkDefinition of(String name, List<InputSpec> inputs, DType dtype, Body body) {
    if (!NameRule.isName(name)) {
      throw UserError.of("model/name").problem("this cannot be the name of a model").at(Loc.ofCaller()).got("\"%s\"", name)
          .expected("%s", NameRule.RULE).build();
    }
    ForwardGraph inference = run(name, inputs, dtype, body, Mode.INFERENCE);
    ForwardGraph training = inference.dependsOnMode() ? run(name, inputs, dtype, body, Mode.TRAINING) : inference;
    Map<String, Parameter> all = merged(name, inference, training);
    var structure = new NetworkDefinition(name, inputs, dtype, body, inference, training, numbered(all, true), numbered(all, false));
    structure.warnings().forEach(w -> LOG.log(System.Logger.Level.WARNING, name + ": " + w));
    return structure;
  }

  /// An error in a network written elsewhere, such as a built-in one, also names the line that asked for it.
  private static ForwardGraph run(String name, List<InputSpec> inputs, DType dtype, Body body, Mode mode) {
    try {
      return NetworkBuilder.run(name, inputs, dtype, body, mode);
    } catch (UserError e) {
      for (Loc.Site caller : Loc.ofUser().sites()) {
        if (!String.valueOf(e.getMessage()).contains(caller.file())) {
          throw e.extended("called at", String.format(Locale.ROOT, "%s:%d, \"%s\" for %s", caller.file(), caller.line(), name,
              inputs.stream().map(i -> i.shape().toString()).collect(Collectors.joining(", "))));
        }
      }
      throw e;
    }
  }

  private static Map<String, Parameter> merged(String name, ForwardGraph inference, ForwardGraph training) {
    var all = new LinkedHashMap<String, Parameter>();
    training.parameters().forEach(p -> all.put(p.name(), p));
    for (Parameter p : inference.parameters()) {
      Parameter trained = all.get(p.name());
      if (trained == null || !trained.type().equals(p.type())) {
        throw UserError.of("model/body").problem("network \"%s\" gave other parameters when its body was run for training", name)
            .at(Loc.ofCaller()).got("%s %s for inference", p.name(), p.type())
            .got("%s for training", trained == null ? "none of this name" : trained.type()).expected("the same parameters each time")
            .fix("let the body depend on nothing but its argument: no counters, no random numbers").build();
      }
    }
    var ordered = new LinkedHashMap<String, Parameter>();
    inference.parameters().forEach(p -> ordered.put(p.name(), p));
    all.forEach(ordered::putIfAbsent);
    return ordered;
  }

  private static List<Parameter> numbered(Map<String, Parameter> all, boolean trainable) {
    List<Parameter> kind = all.values().stream().filter(p -> p.trainable() == trainable).toList();
    return Stream.iterate(0, i -> i < kind.size(), i -> i + 1).map(i -> kind.get(i).numbered(i)).toList();
  }

  /// The same body for another shape of the input `input`; every state keeps its shape.
  public NetworkDefinition at(String input, Shape shape) {
    if (inputs.stream().noneMatch(i -> i.name().equals(input))) {
      List<String> known = inputs.stream().map(InputSpec::name).toList();
      throw UserError.of("model/input").problem("network \"%s\" has no input \"%s\"", name, input).at(Loc.ofCaller())
          .expected("one of %s", known).didYouMean(input, known).build();
    }
    NetworkDefinition other = of(name, inputs.stream().map(i -> i.name().equals(input) ? i.at(shape) : i).toList(), dtype, body);
    for (int i = 0; i < Math.min(states().size(), other.states().size()); i++) {
      Parameter mine = states().get(i);
      Parameter theirs = other.states().get(i);
      if (!mine.name().equals(theirs.name()) || !mine.type().equals(theirs.type())) {
        throw UserError.of("model/at").problem("network \"%s\" cannot take an input of shape %s with the parameters it has", name, shape)
            .at(Loc.ofCaller()).got("%s %s", mine.name(), mine.type()).got("%s %s for input %s", theirs.name(), theirs.type(), shape)
            .expected("every parameter to keep its shape")
            .fix("a dense layer after flatten() ties a network to one input size; end it in mean(1, 2) or another layer without sizes")
            .build();
      }
    }
    return other;
  }

  /// The same body, with the layer `layer` in two.
  public NetworkDefinition factorized(String layer, Factorization how) {
    return of(name, inputs, dtype, x -> {
      x.values().iterator().next().network().factorize(layer, how);
      return body.build(x);
    });
  }

  public ForwardGraph forward(Mode mode) {
    return mode == Mode.TRAINING ? training : inference;
  }

  /// The graph for inference.
  public Graph forward() {
    return inference.graph();
  }

  /// The layers of inference; blocks hold their layers.
  public List<Layer> layers() {
    return inference.layers();
  }

  /// Parameters, then statistics.
  public List<Parameter> states() {
    return Stream.concat(parameters.stream(), statistics.stream()).toList();
  }

  /// The shape of one example of the first input.
  public Shape input() {
    return inputs.getFirst().shape();
  }

  public String inputName() {
    return inputs.getFirst().name();
  }

  /// The name of the network's first result.
  public String outputName() {
    return forward().outputs().keySet().iterator().next();
  }

  /// The type of the network's first result, batch dimension included.
  public TensorType output() {
    return forward().outputs().values().iterator().next().type();
  }

  /// Trainable parameters of inference.
  public long parameterCount() {
    return inference.parameterCount();
  }

  /// Trainable parameters that training alone has.
  public long auxiliaryParameterCount() {
    return training.parameterCount() - inference.parameterCount();
  }

  /// What the layers warn of.
  public List<String> warnings() {
    return Stream.concat(inference.warnings().stream(), training.warnings().stream()).distinct().toList();
  }
}
