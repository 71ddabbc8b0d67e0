package jacquard.api.shard;

import jacquard.api.network.GraphNames;
import jacquard.api.run.StepRunner;
import jacquard.ir.graph.Graph;

/// The one update that follows from the sum of all shards.
public final class ShardUpdate {
  private final StepRunner runner;
  private final ShardLayout layout;

  /// `shard` is the graph of a shard, `runner` runs that of the update.
  public ShardUpdate(Graph shard, StepRunner runner) {
    this.layout = new ShardLayout(shard);
    this.runner = runner;
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
