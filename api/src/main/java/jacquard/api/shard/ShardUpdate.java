package jacquard.api.shard;

import com.google.common.hash.Hashing;
import jacquard.api.network.GraphNames;
import jacquard.api.run.StepRunner;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.text.Printer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The one update that follows from the sum of all shards.
public final class ShardUpdate {
  private final StepRunner runner;
  private final ShardLayout layout;
  private final Graph graph;

  /// `shard` is the graph of a shard, `runner` runs `graph`, that of the update.
  public ShardUpdate(Graph shard, Graph graph, StepRunner runner) {
    this.layout = new ShardLayout(shard);
    this.graph = graph;
    this.runner = runner;
  }

  /// Equal for equal updates.
  public String fingerprint() {
    return "update " + Hashing.sha256().hashString(Printer.canonical(graph), StandardCharsets.UTF_8);
  }

  /// The values of all states by name.
  public Map<String, NdArray> values() {
    var values = new LinkedHashMap<String, NdArray>();
    graph.states().forEach(s -> values.put(name(s), runner.state(name(s))));
    return values;
  }

  /// Takes `values` as those of all states; whether they are.
  public boolean take(Map<String, NdArray> values) {
    boolean fits = values.size() == graph.states().size() && graph.states().stream().allMatch(s -> {
      NdArray value = values.get(name(s));
      return value != null && value.type().equals(s.type());
    });
    if (fits) {
      values.forEach(runner::setState);
    }
    return fits;
  }

  private static String name(Node state) {
    return ((State) state.op()).name();
  }

  /// Holds parameters, statistics and slots.
  public StepRunner runner() {
    return runner;
  }

  /// Moves parameters and statistics by the mean of `sum`, which is used up; the loss with its penalties.
  public double run(ShardSum sum, double rate, double step) {
    FlatArray values = sum.values;
    values.divide(0, layout.gradientSize(), sum.weight());
    values.divide(layout.gradientSize(), values.size(), (double) sum.examples());
    layout.eachGradient((name, type, at) -> runner.setInput(name, values.get(at, type)));
    layout.eachStatistic((name, type, at) -> runner.setInput(name, values.get(at, type)));
    runner.setScalar(GraphNames.LOSS, sum.meanLoss());
    runner.setScalar(GraphNames.LEARNING_RATE, rate);
    runner.setScalar(GraphNames.STEP, step);
    runner.run(1);
    return runner.scalar(GraphNames.LOSS);
  }

  /// What the shards of step `step`, from 1, start from.
  public ShardRound round(long step) {
    FlatArray state = layout.state();
    layout.eachState((name, type, at) -> state.put(at, runner.state(name)));
    return new ShardRound(step, state);
  }
}
