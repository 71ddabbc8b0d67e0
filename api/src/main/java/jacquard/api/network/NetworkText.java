package jacquard.api.network;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import jacquard.api.check.NameRule;
import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.api.layer.ReceptiveField;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.io.Safetensors;
import jacquard.ir.text.GraphWalk;
import jacquard.ir.text.OmittedConstants;
import jacquard.ir.text.Parser;
import jacquard.ir.text.Printer;
import jacquard.ir.verify.Verifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A network's structure as the metadata of a safetensors file, so that it can be run, trained further and looked at where the code that
/// defined it is not.
///
/// | key | holds |
/// | --- | --- |
/// | `network` | the name |
/// | `inference`, `training` | the forward graph of each mode as text; one where both are the same |
/// | `structure` | JSON: inputs, parameters, and the layers of each mode, whose results are named as the graph's text names them |
///
/// Beside the parameters the file holds the large constants of both graphs under their type and hash, and masks as `kept:PARAMETER`.
/// What is read comes from outside: graphs are verified, and names must agree with each other.
/// Errors   `model/no-structure`, `model/structure`, and those of the text
public final class NetworkText {
  private static final String NETWORK = "network";
  private static final String STRUCTURE = "structure";
  private static final String KEPT = "kept:";
  private static final int VERSION = 1;

  private record Net(int version, String dtype, List<In> inputs, List<Par> parameters, List<Par> statistics, Run inference,
      @Nullable Run training) {}

  private record In(String name, List<Integer> shape, String dtype) {}

  private record Par(String name, List<Integer> shape, long fanIn, long fanOut) {}

  private record Run(List<Part> layers, List<String> states, List<Aux> auxiliaries, List<String> warnings, boolean random,
      boolean dependsOnMode) {}

  private record Aux(String name, double weight, String result) {}

  private record Part(String name, String kind, String notation, List<Integer> output, List<String> parameters, long masked, long fixed,
      long operations, long multiplications, ReceptiveField field, List<String> notes, String result, List<Part> parts) {}

  private NetworkText() {}

  /// The file of `structure` with `values` by name, and `more` metadata.
  public static Safetensors file(NetworkDefinition structure, Map<String, NdArray> values, Map<String, String> more) {
    var tensors = new LinkedHashMap<>(values);
    var metadata = new LinkedHashMap<>(more);
    metadata.put(NETWORK, structure.name());
    boolean one = !structure.inference().dependsOnMode();
    for (Mode mode : one ? List.of(Mode.INFERENCE) : List.of(Mode.values())) {
      Graph graph = structure.forward(mode).graph();
      metadata.put(key(mode), Printer.print(graph));
      tensors.putAll(OmittedConstants.of(graph));
    }
    for (Parameter p : structure.states()) {
      if (p.kept() != null) {
        tensors.put(KEPT + p.name(), p.kept());
      }
    }
    var net = new Net(VERSION, structure.dtype().text(),
        structure.inputs().stream().map(i -> new In(i.name(), extents(i.shape()), i.dtype().text())).toList(),
        pars(structure.parameters()), pars(structure.statistics()), run(structure.inference()), one ? null : run(structure.training()));
    metadata.put(STRUCTURE, new Gson().toJson(net));
    return new Safetensors(tensors, metadata);
  }

  private static String key(Mode mode) {
    return mode == Mode.TRAINING ? "training" : "inference";
  }

  private static List<Par> pars(List<Parameter> parameters) {
    return parameters.stream().map(p -> new Par(p.name(), extents(p.type().shape()), p.fan().inputs(), p.fan().outputs())).toList();
  }

  private static List<Integer> extents(Shape shape) {
    return shape.dims().stream().map(Dim::count).toList();
  }

  private static Shape shape(List<Integer> extents) {
    return Shape.of(extents.stream().mapToInt(e -> e).toArray());
  }

  private static Run run(ForwardGraph forward) {
    var walk = new GraphWalk(forward.graph());
    return new Run(forward.layers().stream().map(l -> part(l, walk)).toList(),
        forward.parameters().stream().map(Parameter::name).toList(),
        forward.auxiliaries().stream().map(a -> new Aux(a.name(), a.weight(), walk.name(a.result()))).toList(), forward.warnings(),
        forward.random(), forward.dependsOnMode());
  }

  private static Part part(Layer l, GraphWalk walk) {
    return new Part(l.name(), l.kind(), l.notation(), extents(l.output()), l.parameters().stream().map(Parameter::name).toList(),
        l.maskedParameters(), l.fixedParameters(), l.operations(), l.multiplications(), l.field(), l.notes(), walk.name(l.result()),
        l.parts().stream().map(p -> part(p, walk)).toList());
  }

  /// Whether a tensor of this name belongs to the structure rather than being a value.
  public static boolean isOwn(String tensor) {
    return tensor.startsWith(KEPT) || tensor.indexOf('#') >= 0;
  }

  /// The structure in `read`, the content of `file`.
  public static NetworkDefinition read(Safetensors read, Path file) {
    if (!read.metadata().keySet().containsAll(List.of(NETWORK, STRUCTURE, key(Mode.INFERENCE)))) {
      throw UserError.of("model/no-structure").problem("the file holds values without the network they belong to").where("%s", file)
          .got("metadata %s", read.metadata().keySet()).expected("a file that Model.save wrote")
          .fix("define the network and load the values into it: model.load(file)").build();
    }
    try {
      return new Reading(read, file).network();
    } catch (NullPointerException e) { // what the JSON leaves out is null
      throw error(file, "a part is missing", e);
    } catch (JsonParseException | IllegalArgumentException e) {
      throw error(file, String.valueOf(e.getMessage()), e);
    } catch (UserError e) {
      throw Objects.toString(e.getMessage()).contains(file.toString()) ? e : error(file, e.problem(), e);
    }
  }

  private static UserError error(Path file, String got, @Nullable Throwable cause) {
    UserError.Builder error = UserError.of("model/structure").problem("the network in the file is not whole").where("%s", file)
        .got("%s", got).expected("a file that Model.save wrote, unchanged").fix("fetch the file again");
    return (cause == null ? error : error.cause(cause)).build();
  }

  private static final class Reading {
    private final Safetensors read;
    private final Path file;
    private final Net net;
    private final DType dtype;
    private final Map<String, Parameter> states = new LinkedHashMap<>();

    Reading(Safetensors read, Path file) {
      this.read = read;
      this.file = file;
      this.net = Objects.requireNonNull(new Gson().fromJson(text(STRUCTURE), Net.class), STRUCTURE);
      if (net.version() > VERSION) {
        throw UserError.of("model/structure").problem("the network in the file is of a later format").where("%s", file)
            .got("format version %d", net.version()).expected("format version %d, which this library reads", VERSION)
            .fix("read it with the version of the library that wrote it, or a later one").build();
      }
      require(net.version() == VERSION, "format version " + net.version() + ", not " + VERSION);
      this.dtype = DType.parse(net.dtype());
      require(dtype.isFloat(), "element type " + net.dtype());
    }

    private String text(String key) {
      return Objects.requireNonNull(read.metadata().get(key), key);
    }

    private void require(boolean holds, String otherwise) {
      if (!holds) {
        throw error(file, otherwise, null);
      }
    }

    NetworkDefinition network() {
      String name = text(NETWORK);
      require(NameRule.isName(name), "the name \"" + name + '"');
      List<InputSpec> inputs = net.inputs().stream()
          .map(i -> new InputSpec(i.name(), shape(i.shape()), DType.parse(i.dtype()))).toList();
      require(!inputs.isEmpty(), "no input");
      List<Parameter> parameters = parameters(net.parameters(), true);
      List<Parameter> statistics = parameters(net.statistics(), false);
      ForwardGraph inference = forward(Mode.INFERENCE, net.inference(), inputs);
      ForwardGraph training = net.training() == null ? inference : forward(Mode.TRAINING, net.training(), inputs);
      require(!inference.graph().outputs().isEmpty() && !inference.random(), "a network without outputs, or a random one");
      return new NetworkDefinition(name, inputs, dtype, x -> {
        throw UserError.of("model/fixed").problem("network \"%s\" came from a file, and cannot be built in another way", name)
            .at(Loc.ofCaller()).got("the file's graph, of inputs %s", inputs.stream().map(InputSpec::shape).toList())
            .expected("the code that defines the network").fix("call at or factorized where it is defined, and save that model").build();
      }, inference, training, parameters, statistics);
    }

    private List<Parameter> parameters(List<Par> kind, boolean trainable) {
      for (int i = 0; i < kind.size(); i++) {
        Par p = kind.get(i);
        Initializer none = (random, element, fan) -> {
          throw UserError.of("model/fixed").problem("the file does not say how \"%s\" was initialised", p.name()).at(Loc.ofCaller())
              .where("%s", file).expected("the code that defines the network")
              .fix("draw weights by a rule you name, withInitializer(Initializer.heNormal(), seed), or define the network").build();
        };
        var type = new TensorType(dtype, shape(p.shape()));
        NdArray kept = read.tensors().get(KEPT + p.name());
        require(kept == null || kept.shape().equals(type.shape()), KEPT + p.name() + " of another shape");
        var parameter = new Parameter(p.name(), type, trainable, i, none, new Fan(p.fanIn(), p.fanOut()), kept);
        require(states.put(p.name(), parameter) == null, "\"" + p.name() + "\" twice");
      }
      return states.values().stream().filter(p -> p.trainable() == trainable).toList();
    }

    private ForwardGraph forward(Mode mode, Run run, List<InputSpec> inputs) {
      Graph graph = Parser.parse(file + ", " + key(mode), text(key(mode)), read.tensors());
      var problems = Verifier.verify(graph);
      require(problems.isEmpty(), Verifier.annotated(graph, problems));
      var leaves = new HashMap<String, TensorType>();
      inputs.forEach(i -> leaves.put(i.name(), i.type()));
      var number = new TensorType(DType.I64, Shape.SCALAR);
      if (run.random()) {
        leaves.put(GraphNames.SEED, number);
        leaves.put(GraphNames.STEP, number);
      }
      states.values().forEach(p -> leaves.putIfAbsent(p.name(), p.type()));
      for (Node leaf : graph.nodes()) {
        if (leaf.op() instanceof Input || leaf.op() instanceof State) {
          String name = leaf.op() instanceof Input i ? i.name() : ((State) leaf.op()).name();
          require(leaf.op() instanceof State == states.containsKey(name) && leaf.type().equals(leaves.get(name)),
              "\"" + name + "\" as " + leaf.type());
        }
      }
      require(graph.outputs().values().stream().allMatch(n -> n.type().shape().isBatched()), "an output without a batch");
      var walk = new GraphWalk(graph);
      var nodes = new HashMap<String, Node>();
      walk.all().forEach(n -> nodes.put(walk.name(n), n));
      return new ForwardGraph(graph, run.layers().stream().map(l -> layer(l, nodes)).toList(),
          run.states().stream().map(this::state).toList(),
          run.auxiliaries().stream().map(a -> new ForwardGraph.Auxiliary(a.name(), a.weight(), node(nodes, a.result()))).toList(),
          run.warnings(), run.random(), run.dependsOnMode());
    }

    private Layer layer(Part p, Map<String, Node> nodes) {
      return new Layer(p.name(), p.kind(), p.notation(), shape(p.output()), p.parameters().stream().map(this::state).toList(),
          p.masked(), p.fixed(), p.operations(), p.multiplications(), Objects.requireNonNull(p.field(), "field"), p.notes(),
          node(nodes, p.result()), p.parts().stream().map(l -> layer(l, nodes)).toList());
    }

    private Parameter state(String name) {
      Parameter known = states.get(name);
      require(known != null, "no parameter \"" + name + '"');
      return Objects.requireNonNull(known);
    }

    private Node node(Map<String, Node> nodes, String name) {
      Node known = nodes.get(name);
      require(known != null, "no value " + name + " in the graph");
      return Objects.requireNonNull(known);
    }
  }
}
