package jacquard.api;

import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardSum;
import jacquard.api.shard.ShardUpdate;
import jacquard.api.train.StateCheck;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.util.LinkedHashMap;
import java.util.Map;

/// The half of training in shards that happens in one place: it hands out rounds and moves the parameters by what the shards gave. For one
/// thread.
///
/// The caller sends [#job] to each worker once ([jacquard.api.shard.ShardWorker]), then for every step [#round], adds up what comes back
/// in a [jacquard.api.shard.ShardTree], and gives the sum to [#update]. Which worker computes which shard, and how often, changes no bit:
/// the result is that of [Trainer#fit] with the same options.
/// Errors   `train/shards`, `train/not-finite`
///
/// ```java
/// ShardedTraining training = model.trainer(t -> t.shards(8).batch(256)).sharded(60_000);
/// ShardWorker worker = ShardWorker.of(training.job(), 1);
/// var tree = new ShardTree(8);
/// for (int shard = 0; shard < 8; shard++) {
///   tree.add(shard, worker.run(training.round(), shard, examples.get(shard), orders.get(shard), 0, 32));
/// }
/// double loss = training.update(tree.sum());
/// ```
public final class ShardedTraining {
  private final Model start;
  private final LearningRate learningRate;
  private final int epochs;
  private final int stepsPerEpoch;
  private final ShardJob job;
  private final ShardUpdate update;
  private final StateCheck states;
  private long done;

  ShardedTraining(Model start, TrainerOptions options, int examples) {
    this.start = start;
    this.epochs = options.epochs;
    this.stepsPerEpoch = Math.ceilDiv(examples, options.batch);
    this.learningRate = options.chosenLearningRate();
    this.job = options.job(start);
    this.update = options.update(start);
    start.values().forEach(update.runner()::setState);
    this.states = new StateCheck(start.structure(), update.runner());
  }

  /// What a worker needs of the run as a whole.
  public ShardJob job() {
    return job;
  }

  /// What the shards of the next step start from.
  public ShardRound round() {
    return update.round(done + 1);
  }

  /// Moves the parameters by the sum of all shards, which is used up; the loss of the step, its penalties included. Where no example
  /// counts, nothing moves, and the loss is NaN.
  public double update(ShardSum sum) {
    if (sum.weight() == 0) {
      return Double.NaN;
    }
    long began = System.nanoTime();
    double loss = update.run(sum, learningRate.at(done, (long) stepsPerEpoch * epochs), (double) (done + 1));
    if (!Double.isFinite(loss)) {
      states.now(); // the step itself changed nothing
      throw UserError.of("train/not-finite").problem("the loss is %s in step %d", loss, done + 1)
          .where("training of \"%s\"", start.structure().name()).at(Loc.ofCaller()).expected("finite values")
          .fix("look for inputs that are not finite, lower the learning rate, or scale the inputs").build();
    }
    done++;
    states.stepDone(System.nanoTime() - began);
    return loss;
  }

  public int epochs() {
    return epochs;
  }

  /// The last one takes what is left.
  public int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /// The steps done so far.
  public long done() {
    return done;
  }

  /// The model with the values reached.
  ///
  /// Errors: `train/not-finite` where a step made one of them infinite or NaN.
  public Model model() {
    states.now();
    Map<String, NdArray> values = new LinkedHashMap<>();
    start.structure().states().forEach(p -> values.put(p.name(), update.runner().state(p.name())));
    return start.withValues(values);
  }
}
