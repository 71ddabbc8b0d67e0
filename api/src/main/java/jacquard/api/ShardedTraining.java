package jacquard.api;

import jacquard.api.data.DataSet;
import jacquard.api.report.Epoch;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardSum;
import jacquard.api.shard.ShardUpdate;
import jacquard.api.train.CheckpointFile;
import jacquard.api.train.Continuation;
import jacquard.api.train.DataChecks;
import jacquard.api.train.EpochTally;
import jacquard.api.train.StateCheck;
import jacquard.api.train.TrainingState;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The half of training in shards that happens in one place: it hands out rounds and moves the parameters by what the shards gave. For one
/// thread.
///
/// The caller sends [#job] to each worker once ([jacquard.api.shard.ShardWorker]), then for every step [#round], adds up what comes back
/// in a [jacquard.api.shard.ShardTree], and gives the sum to [#update]. Which worker computes which shard, and how often, changes no bit:
/// the result is that of [Trainer#fit] with the same options. Checkpoints are those of such a run too: what one began, the other ends.
/// Errors   `train/shards`, `train/not-finite`, `checkpoint/…`
///
/// ```java
/// ShardedTraining training = model.trainer(t -> t.shards(8).batch(256)).sharded(examples);
/// ShardWorker worker = ShardWorker.of(training.job(), 1);
/// while (!training.isDone()) {
///   var tree = new ShardTree(8);
///   for (int shard = 0; shard < 8; shard++) {
///     tree.add(shard, worker.run(training.round(), shard, part(shard), order(shard, training.epoch()), …));
///   }
///   training.update(tree.sum());
/// }
/// ```
public final class ShardedTraining {
  private final Model start;
  private final LearningRate learningRate;
  private final int epochs;
  private final int stepsPerEpoch;
  private final ShardJob job;
  private final ShardUpdate update;
  private final StateCheck states;
  private final Continuation continuation;
  private final EpochTally tally;
  private final List<Epoch> rows = new ArrayList<>();
  private long stepsDone;
  private int epoch;
  private int step;

  ShardedTraining(Model start, TrainerOptions options, DataSet train, Continuation continuation) {
    this.start = start;
    this.epochs = options.epochs;
    this.stepsPerEpoch = Math.ceilDiv(train.size(), options.batch);
    this.learningRate = options.chosenLearningRate();
    this.job = options.job(start);
    this.update = options.update(start);
    this.continuation = continuation;
    this.tally = new EpochTally(List.of(), DataChecks.isClassified(start.structure(), train)); // sums know what they count by
    Optional<CheckpointFile> file = continuation.from();
    file.ifPresent(f -> f.requireFit(start.values(), continuation.states(), epochs, stepsPerEpoch));
    start.values().forEach(update.runner()::setState);
    file.ifPresent(f -> f.state().states().forEach(update.runner()::setState));
    this.states = new StateCheck(start.structure(), update.runner());
    file.map(CheckpointFile::state).ifPresent(this::resume);
    continuation.writer().ifPresent(w -> w.begin(stepsDone));
    tally.begin();
  }

  private void resume(TrainingState from) {
    stepsDone = from.steps();
    epoch = from.epoch();
    step = from.step();
    tally.restore(from.sums());
    rows.addAll(from.epochs());
  }

  /// What a worker needs of the run as a whole.
  public ShardJob job() {
    return job;
  }

  /// The epoch of the next step, from 0.
  public int epoch() {
    return epoch;
  }

  /// The next step of its epoch, from 0.
  public int step() {
    return step;
  }

  /// Whether there is no next step.
  public boolean isDone() {
    return epoch == epochs;
  }

  /// What the shards of the next step start from.
  public ShardRound round() {
    return update.round(stepsDone + 1);
  }

  /// Moves the parameters by the sum of all shards of the step, which is used up, and writes a checkpoint if one is due; the loss of the
  /// step, its penalties included. Where no example counts, nothing moves, and the loss is NaN.
  public double update(ShardSum sum) {
    double loss = sum.weight() == 0 ? Double.NaN : moved(sum);
    step++;
    if (step == stepsPerEpoch) {
      states.now();
      epoch++;
      step = 0;
      rows.add(tally.row(epoch));
      tally.clear();
      tally.begin();
    }
    continuation.writer().filter(w -> isDone() || w.isDue(stepsDone, step == 0)).ifPresent(w -> w.write(this::state));
    return loss;
  }

  private double moved(ShardSum sum) {
    double weight = sum.weight();
    long began = System.nanoTime();
    double loss = update.run(sum, learningRate.at(stepsDone, (long) stepsPerEpoch * epochs), (double) (stepsDone + 1));
    if (!Double.isFinite(loss)) {
      states.now(); // the step itself changed nothing
      throw UserError.of("train/not-finite").problem("the loss is %s in step %d of epoch %d", loss, step + 1, epoch + 1)
          .where("training of \"%s\"", start.structure().name()).at(Loc.ofCaller()).expected("finite values")
          .fix("look for inputs that are not finite, lower the learning rate, or scale the inputs").build();
    }
    stepsDone++;
    tally.add(loss, weight, sum.examples(), sum.wrong());
    states.stepDone(System.nanoTime() - began);
    return loss;
  }

  private TrainingState state() {
    states.now();
    var values = new LinkedHashMap<String, NdArray>();
    continuation.states().keySet().forEach(name -> values.put(name, update.runner().state(name)));
    return new TrainingState(values, stepsDone, epoch, step, step == 0 ? TrainingState.Sums.NONE : tally.sums(),
        TrainingState.Best.NONE, rows);
  }

  /// The model with the values reached, and the rows of the epochs finished.
  ///
  /// Errors: `train/not-finite` where a step made one of them infinite or NaN.
  public TrainingRun run() {
    states.now();
    Map<String, NdArray> values = new LinkedHashMap<>();
    start.structure().states().forEach(p -> values.put(p.name(), update.runner().state(p.name())));
    return new TrainingRun(start.withValues(values), rows, 0, !isDone());
  }
}
