package jacquard.api.shard;

import jacquard.api.network.GraphNames;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.run.StepRunner;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A training step in shards, as if it were one program: each shard's gradient one after the other, added up in the tree, then the update.
public final class ShardedRunner implements StepRunner {
  private final NetworkDefinition structure;
  private final Sharding sharding;
  private final List<Double> classWeights;
  private final StepRunner gradient;
  private final StepRunner updating;
  private final ShardLayout layout;
  private final ShardUpdate update;
  private final Map<String, NdArray> inputs = new HashMap<>();
  private final Map<String, Double> scalars = new HashMap<>();
  private NdArray output;

  /// `shard` is the graph of a shard, which `gradient` runs; `updating` runs that of the update.
  public ShardedRunner(NetworkDefinition structure, Sharding sharding, List<Double> classWeights, Graph shard, StepRunner gradient,
      StepRunner updating) {
    this.structure = structure;
    this.sharding = sharding;
    this.classWeights = classWeights;
    this.gradient = gradient;
    this.updating = updating;
    this.layout = new ShardLayout(shard);
    this.update = new ShardUpdate(shard, updating);
    this.output = NdArray.zeros(structure.output().shaped(structure.output().shape().bound(0)));
  }

  @Override
  public void setState(String name, NdArray value) {
    updating.setState(name, value);
  }

  @Override
  public NdArray state(String name) {
    return updating.state(name);
  }

  @Override
  public List<String> nonFiniteStates() {
    return updating.nonFiniteStates();
  }

  @Override
  public void setInput(String name, NdArray value) {
    inputs.put(name, value);
  }

  @Override
  public void setScalar(String name, double value) {
    scalars.put(name, value);
  }

  @Override
  public void run(int batch) {
    long seed = inputs.containsKey(GraphNames.SEED) ? input(GraphNames.SEED).longs()[0] : 0;
    double step = scalar(scalars, GraphNames.STEP);
    output = NdArray.zeros(structure.output().shaped(structure.output().shape().bound(batch)));
    var program = new ShardProgram(gradient, structure, layout, sharding, classWeights, seed);
    program.begin(update.round((long) step).state);
    var tree = new ShardTree(sharding.shards());
    for (int shard = 0; shard < sharding.shards(); shard++) {
      ShardSum sum = layout.sum();
      int from = Sharding.start(batch, sharding.shards(), shard);
      int examples = Sharding.size(batch, sharding.shards(), shard);
      for (int piece = 0; piece < sharding.pieces(); piece++) {
        int size = Sharding.size(examples, sharding.pieces(), piece);
        if (size > 0) {
          piece(program, sum, shard, piece, step, from + Sharding.start(examples, sharding.pieces(), piece), size);
        }
      }
      tree.add(shard, sum);
    }
    update.run(tree.sum(), scalar(scalars, GraphNames.LEARNING_RATE), step);
  }

  private void piece(ShardProgram program, ShardSum sum, int shard, int piece, double step, int from, int size) {
    double weight = program.run(sum, shard, piece, step, slice(input(structure.inputName()), from, size),
        slice(input(GraphNames.TARGET), from, size));
    NdArray own = NdArray.zeros(output.type().shaped(output.shape().with(0, size)));
    program.output(own);
    own.copy(0, output.data(), from * (own.size() / size), own.size());
    sum.count(weight == 0 ? 0 : program.loss(), weight, size, 0);
  }

  private NdArray input(String name) {
    return Objects.requireNonNull(inputs.get(name), name);
  }

  private static double scalar(Map<String, Double> scalars, String name) {
    return Objects.requireNonNull(scalars.get(name), name);
  }

  /// Examples `[from, from + size)` of `array`.
  private static NdArray slice(NdArray array, int from, int size) {
    NdArray slice = NdArray.zeros(array.type().shaped(array.shape().with(0, size)));
    int width = slice.size() / size;
    array.copy(from * width, slice.data(), 0, slice.size());
    return slice;
  }

  @Override
  public double scalar(String name) {
    return updating.scalar(name);
  }

  @Override
  public void output(String name, NdArray target) {
    output.copy(0, target.data(), 0, output.size());
  }
}
