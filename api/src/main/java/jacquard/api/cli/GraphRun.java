package jacquard.api.cli;

import jacquard.api.TrainingDefaults;
import jacquard.compiler.Compiler;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.op.elementwise.Cast;
import jacquard.runtime.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One run of a graph on arrays by name; `states` are values for its states.
///
/// Errors   `run/inputs`, `run/shape`
record GraphRun(Graph graph, Map<String, NdArray> states) {
  /// An input by name and type.
  record Named(String name, TensorType type) {}

  private List<Named> inputs() {
    return graph.inputs().stream().map(n -> new Named(((Input) n.op()).name(), n.type())).toList();
  }

  /// The input of a graph that has one.
  Named single() {
    if (inputs().size() != 1) {
      throw UserError.of("run/inputs").problem("a picture is for a network with one input").got("%s", inputs().stream().map(Named::name)
          .toList()).expected("one input").fix("give each as an array: --input NAME=FILE").build();
    }
    return inputs().getFirst();
  }

  /// The names of the states of a graph.
  static List<String> states(Graph graph) {
    return graph.states().stream().map(n -> ((State) n.op()).name()).toList();
  }

  /// The graph with numbers for masks, as programs give no others.
  private Graph numbers() {
    GraphBuilder g = GraphBuilder.continuing(graph);
    graph.outputs().forEach((name, node) -> {
      if (isMask(node)) {
        Node number = g.add(new Cast(DType.I32), node);
        g.output(name, number);
      }
    });
    return g.build();
  }

  private static boolean isMask(Node node) {
    return node.type().dtype() == DType.BOOL;
  }

  /// The outputs by name.
  Map<String, NdArray> run(Map<String, NdArray> given) {
    List<Named> inputs = inputs();
    requireNames("inputs", graph.name(), inputs.stream().map(Named::name).toList(), given.keySet());
    Map<String, TensorType> needed = new LinkedHashMap<>();
    graph.states().forEach((Node n) -> needed.put(((State) n.op()).name(), n.type()));
    requireNames("states (--weights)", graph.name(), states(graph), states.keySet());
    int batch = 1;
    for (Named input : inputs) {
      NdArray array = given.get(input.name());
      if (array != null && input.type().shape().isBatched() && array.shape().rank() == input.type().rank()) {
        batch = Math.max(1, array.shape().extent(0) / input.type().shape().dim(0).count());
      }
    }
    Context context = Compiler.create().translate(numbers()).program().context(TrainingDefaults.threads());
    for (Named input : inputs) {
      context.setInput(input.name(), fitted(input.name(), input.type(), given, batch));
    }
    needed.forEach((name, type) -> context.setState(name, fitted(name, type, states, 1)));
    context.run(batch);
    var results = new LinkedHashMap<String, NdArray>();
    graph.outputs().forEach((name, node) ->
        results.put(name, isMask(node) ? context.output(name).cast(DType.BOOL) : context.output(name)));
    return results;
  }

  static void requireNames(String what, String of, List<String> wanted, Set<String> given) {
    if (!Set.copyOf(wanted).equals(given)) {
      throw UserError.of("run/inputs").problem("these are not the %s of \"%s\"", what, of).got("%s", given.stream().sorted()
          .toList()).expected("%s", wanted).build();
    }
  }

  /// The array in the input's element type; one without the dimension of the batch is a batch of one.
  private static NdArray fitted(String name, TensorType type, Map<String, NdArray> given, int batch) {
    NdArray array = given.getOrDefault(name, NdArray.of(Shape.of(0), new float[0]));
    Shape bound = type.shape().bound(batch);
    boolean single = type.shape().isBatched() && bound.extent(0) == 1 && array.shape().equals(bound.slice(1, bound.rank()));
    if (!single && !array.shape().equals(bound) || array.dtype().isFloat() != type.dtype().isFloat()) {
      throw UserError.of("run/shape").problem("\"%s\" has another type or shape", name).got("%s", array.type()).expected("%s", type)
          .build();
    }
    NdArray shaped = single ? array.reshaped(bound) : array;
    return shaped.dtype() == type.dtype() ? shaped : shaped.cast(type.dtype());
  }
}
