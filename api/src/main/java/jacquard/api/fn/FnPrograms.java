package jacquard.api.fn;

import jacquard.api.check.Plural;
import jacquard.api.run.Backend;
import jacquard.api.run.Runners;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Custom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The compiled programs of a function, each made when it is first run; callers share their [Runners].
public final class FnPrograms {
  private enum Kind {
    VALUE, GRADIENT, VJP, JVP, HVP
  }

  private record Compiled(Graph graph, Backend.Executable executable, Runners runners) {}

  private final FnGraphs graphs;
  private final Map<Kind, Compiled> compiled = new ConcurrentHashMap<>();

  public FnPrograms(FnGraphs graphs) {
    this.graphs = graphs;
  }

  public List<NdArray> value(List<NdArray> x) {
    return run(Kind.VALUE, graphs::value, arguments(x), List.of(FnGraphs.RESULT));
  }

  /// The value, then the gradients.
  public List<NdArray> gradient(List<NdArray> x) {
    var outputs = new ArrayList<>(List.of(FnGraphs.RESULT));
    outputs.addAll(names(FnGraphs.GRADIENT));
    return run(Kind.GRADIENT, graphs::gradient, arguments(x), outputs);
  }

  public List<NdArray> vjp(List<NdArray> x, NdArray cotangent) {
    Map<String, NdArray> given = arguments(x);
    given.put(FnGraphs.COTANGENT, checked("the cotangent", cotangent, graphs.result()));
    return run(Kind.VJP, graphs::vjp, given, names(FnGraphs.GRADIENT));
  }

  public List<NdArray> jvp(List<NdArray> x, List<NdArray> tangents) {
    return run(Kind.JVP, graphs::jvp, withTangents(x, tangents), List.of(FnGraphs.TANGENT));
  }

  public List<NdArray> hvp(List<NdArray> x, List<NdArray> tangents) {
    return run(Kind.HVP, graphs::hvp, withTangents(x, tangents), names(FnGraphs.GRADIENT));
  }

  private List<String> names(String prefix) {
    return IntStream.range(0, graphs.types().size()).mapToObj(k -> prefix + k).toList();
  }

  private Map<String, NdArray> arguments(List<NdArray> x) {
    return checked("argument", Custom.INPUT, x);
  }

  private Map<String, NdArray> withTangents(List<NdArray> x, List<NdArray> tangents) {
    Map<String, NdArray> given = arguments(x);
    given.putAll(checked("tangent", FnGraphs.TANGENT, tangents));
    return given;
  }

  private Map<String, NdArray> checked(String what, String prefix, List<NdArray> values) {
    if (UserError.given("the list of " + what + "s", values).size() != graphs.types().size()) {
      throw UserError.of("fn/arguments").problem("the function takes %s", Plural.of(graphs.types().size(), "argument")).at(Loc.ofCaller())
          .got("%s", Plural.of(values.size(), what)).expected("%s", graphs.types()).build();
    }
    var given = new LinkedHashMap<String, NdArray>();
    for (int k = 0; k < values.size(); k++) {
      given.put(prefix + k, checked(what + " " + k, values.get(k), graphs.types().get(k)));
    }
    return given;
  }

  private static NdArray checked(String what, NdArray value, TensorType type) {
    if (!UserError.given(what, value).type().equals(type)) {
      throw UserError.of("fn/arguments").problem("%s has another type than the function takes", what).at(Loc.ofCaller())
          .got("%s", value.type()).expected("%s", type).build();
    }
    return value;
  }

  private List<NdArray> run(Kind kind, Supplier<Graph> graph, Map<String, NdArray> inputs, List<String> outputs) {
    // Made before the map is asked: a function without a gradient is refused where the user called.
    Compiled known = compiled.get(kind);
    Compiled program = known != null ? known : compile(kind, graph.get());
    return program.runners.use(runner -> {
      for (Node input : program.executable.optimized().inputs()) {
        String name = ((Input) input.op()).name();
        runner.setInput(name, Objects.requireNonNull(inputs.get(name)));
      }
      runner.run(1);
      var results = new ArrayList<NdArray>();
      for (String name : outputs) {
        NdArray result = NdArray.zeros(Objects.requireNonNull(program.graph.outputs().get(name)).type());
        runner.output(name, result);
        results.add(result);
      }
      return results;
    });
  }

  private Compiled compile(Kind kind, Graph graph) {
    return compiled.computeIfAbsent(kind, k -> {
      Backend.Executable executable = Backend.standard().compile(graph);
      return new Compiled(graph, executable, executable.runners());
    });
  }
}
