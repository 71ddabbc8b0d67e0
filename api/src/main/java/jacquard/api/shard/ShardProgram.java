package jacquard.api.shard;

import jacquard.api.network.GraphNames;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.run.StepRunner;
import jacquard.api.train.MeanLoss;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.List;

/// One caller's compiled gradient of a shard.
final class ShardProgram {
  private final StepRunner runner;
  private final NetworkDefinition structure;
  private final ShardLayout layout;
  private final Sharding sharding;
  private final List<Double> classWeights;
  private final long seed;

  ShardProgram(StepRunner runner, NetworkDefinition structure, ShardLayout layout, Sharding sharding, List<Double> classWeights,
      long seed) {
    this.runner = runner;
    this.structure = structure;
    this.layout = layout;
    this.sharding = sharding;
    this.classWeights = classWeights;
    this.seed = seed;
  }

  /// Starts from the values of `state`.
  void begin(FlatArray state) {
    layout.eachState((name, type, at) -> runner.setState(name, state.get(at, type)));
  }

  /// Runs piece `piece` of `shard` for step `step`, from 1, and adds what it gives; the weight of its loss's mean.
  double run(ShardSum sum, int shard, int piece, double step, NdArray x, NdArray target) {
    int size = x.shape().extent(0);
    double weight = MeanLoss.weight(classWeights, target, size);
    runner.setInput(structure.inputName(), x);
    runner.setInput(GraphNames.TARGET, target);
    if (structure.training().random()) {
      // Every piece of a batch draws its own numbers.
      runner.setInput(GraphNames.SEED, NdArray.of(Shape.SCALAR, Sharding.seed(seed, (long) shard * sharding.pieces() + piece)));
      runner.setScalar(GraphNames.STEP, step);
    }
    runner.run(size);
    if (weight != 0) { // else the mean of no example is no number
      layout.eachGradient((name, type, at) -> add(sum, name, NdArray.zeros(type), at, weight));
    }
    layout.eachStatistic((name, type, at) -> add(sum, name, NdArray.zeros(type), at, size));
    return weight;
  }

  private void add(ShardSum sum, String name, NdArray value, int at, double weight) {
    runner.output(name, value);
    sum.values.add(at, value, weight);
  }

  double loss() {
    return runner.scalar(GraphNames.LOSS);
  }

  void output(NdArray target) {
    runner.output(GraphNames.OUTPUT, target);
  }
}
