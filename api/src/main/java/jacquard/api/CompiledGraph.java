package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.LinkedHashMap;
import java.util.Map;

/// Any graph, compiled: for tests and tools that work below models, as the gradient check does.
///
/// Takes and gives what `jacquard.ir.eval.Evaluator` does, outputs that are masks left out. Thread-safe, one run at a time.
public final class CompiledGraph {
  private final Graph graph;
  private final StepRunner runner;

  private CompiledGraph(Graph graph, StepRunner runner) {
    this.graph = graph;
    this.runner = runner;
  }

  public static CompiledGraph of(Graph graph) {
    return new CompiledGraph(graph, Backend.standard().compile(Check.given("the graph", graph)).runner(1));
  }

  /// The outputs by name, then the next value of every state that has one under `next:NAME`, for a value of each input and state.
  public synchronized Map<String, NdArray> run(Map<String, NdArray> leaves) {
    Check.given("the map of values", leaves);
    int batch = 1;
    for (Node input : graph.inputs()) {
      NdArray value = given(leaves, ((Input) input.op()).name());
      runner.setInput(((Input) input.op()).name(), value);
      batch = input.type().shape().isBatched() ? batch(input.type().shape(), value.shape()) : batch;
    }
    graph.states().stream().map(state -> ((State) state.op()).name()).forEach(name -> runner.setState(name, given(leaves, name)));
    runner.run(batch);
    var results = new LinkedHashMap<String, NdArray>();
    for (Map.Entry<String, Node> output : graph.outputs().entrySet()) {
      NdArray target = NdArray.zeros(output.getValue().type().shaped(output.getValue().type().shape().bound(batch)));
      runner.output(output.getKey(), target);
      results.put(output.getKey(), target);
    }
    graph.next().keySet().forEach(s -> results.put("next:" + ((State) s.op()).name(), runner.state(((State) s.op()).name())));
    return results;
  }

  private static NdArray given(Map<String, NdArray> leaves, String name) {
    return Check.given("the value of " + name, leaves.get(name));
  }

  private static int batch(Shape symbolic, Shape bound) {
    int axis = symbolic.dims().indexOf(symbolic.dims().stream().filter(Dim::perBatch).findFirst().orElseThrow());
    return bound.extent(axis) / symbolic.dim(axis).count();
  }
}
