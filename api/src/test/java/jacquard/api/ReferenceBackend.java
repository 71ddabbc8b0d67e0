package jacquard.api;

import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.api.train.Divergence;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs graphs on the reference evaluator: slow, for tests and as the meaning of every other back end.
final class ReferenceBackend implements Backend {
  @Override
  public Executable compile(Graph graph) {
    return new Executable() {
      @Override
      public Graph optimized() {
        return graph;
      }

      @Override
      public StepRunner runner(int threads) {
        return new Runner(graph);
      }
    };
  }

  private static final class Runner implements StepRunner {
    private static final String NEXT = "next:";

    private final Graph graph;
    private final Map<String, NdArray> leaves = new HashMap<>();
    private final Map<String, TensorType> inputs = new HashMap<>();
    private Map<String, NdArray> results = Map.of();

    Runner(Graph graph) {
      this.graph = graph;
      for (Node node : graph.states()) {
        leaves.put(((State) node.op()).name(), NdArray.zeros(node.type()));
      }
      graph.inputs().forEach(n -> inputs.put(((Input) n.op()).name(), n.type()));
    }

    @Override
    public void setState(String name, NdArray value) {
      leaves.put(name, value);
    }

    @Override
    public NdArray state(String name) {
      return value(leaves, name);
    }

    @Override
    public List<String> nonFiniteStates() {
      return graph.states().stream().map(s -> ((State) s.op()).name()).filter(n -> Divergence.notFinite(state(n)) >= 0).toList();
    }

    @Override
    public void setInput(String name, NdArray value) {
      leaves.put(name, value);
    }

    @Override
    public void setScalar(String name, double value) {
      leaves.put(name, NdArray.filled(type(name).shaped(Shape.SCALAR), value));
    }

    private TensorType type(String name) {
      TensorType type = inputs.get(name);
      if (type == null) {
        throw new IllegalArgumentException("no input " + name);
      }
      return type;
    }

    @Override
    public void run(int batch) {
      results = Evaluator.run(graph, leaves);
      results.forEach((name, value) -> {
        if (name.startsWith(NEXT)) {
          leaves.put(name.substring(NEXT.length()), value);
        }
      });
    }

    @Override
    public double scalar(String name) {
      return value(results, name).get(0);
    }

    @Override
    public void output(String name, NdArray target) {
      NdArray value = value(results, name);
      System.arraycopy(value.data(), 0, target.data(), 0, value.size());
    }

    private static NdArray value(Map<String, NdArray> from, String name) {
      NdArray value = from.get(name);
      if (value == null) {
        throw new IllegalArgumentException("nothing is named " + name);
      }
      return value;
    }
  }
}
