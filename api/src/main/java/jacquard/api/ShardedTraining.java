package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.run.Uninterrupted;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardRound;
import jacquard.api.shard.ShardSum;
import jacquard.api.shard.ShardUpdate;
import jacquard.api.train.StateCheck;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.io.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The half of training in shards that happens in one place: it hands out rounds and moves the parameters by what the shards gave. For one
/// thread.
///
/// The caller sends [#job] to each worker once ([jacquard.api.shard.ShardWorker]), then for every step [#round], adds up what comes back
/// in a [jacquard.api.shard.ShardTree], and gives the sum to [#update]. Which worker computes which shard, and how often, changes no bit:
/// the result is that of [Trainer#fit] with the same options.
/// Errors   `train/shards`, `train/not-finite`, `train/checkpoint`
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
  private static final String RUN = "run";
  private static final String ROUNDS = "rounds";
  private static final String STEPS = "steps";
  /// 18 digits fit in a `long`.
  private static final Pattern NATURAL = Pattern.compile("[0-9]{1,18}");

  private final Model start;
  private final LearningRate learningRate;
  private final int epochs;
  private final int stepsPerEpoch;
  private final ShardJob job;
  private final ShardUpdate update;
  private final StateCheck states;
  private final String fingerprint;
  private long done;
  private long rounds;

  ShardedTraining(Model start, TrainerOptions options, int examples) {
    this.start = start;
    this.epochs = options.epochs;
    this.stepsPerEpoch = Math.ceilDiv(examples, options.batch);
    this.learningRate = options.chosenLearningRate();
    this.job = options.job(start);
    this.update = options.update(start);
    start.values().forEach(update.runner()::setState);
    this.states = new StateCheck(start.structure(), update.runner());
    this.fingerprint = job.fingerprint() + ", " + update.fingerprint() + ", examples " + examples + ", epochs " + epochs;
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
    rounds++;
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

  /// How many sums were given to [#update] so far, those of an earlier process included.
  public long rounds() {
    return rounds;
  }

  /// Writes parameters, statistics, optimiser slots and the place in the run to `file`, whole or not at all.
  public void save(Path file) {
    states.now();
    Uninterrupted.write(() -> new Safetensors(update.values(),
        Map.of(RUN, fingerprint, ROUNDS, String.valueOf(rounds), STEPS, String.valueOf(done))).write(file));
  }

  /// Goes on where the run that wrote `file` was, to the same bits. Model, options and number of examples are those of that run.
  ///
  /// Errors: `train/checkpoint`, and those of the file format.
  public void resume(Path file) {
    Safetensors content = Safetensors.read(Check.given("the file", file));
    if (!fingerprint.equals(content.metadata().get(RUN)) || !update.take(content.tensors())) {
      throw UserError.of("train/checkpoint").problem("the file holds no state of this run").where("%s", file)
          .got("%s", content.metadata().getOrDefault(RUN, "another file")).expected("%s", fingerprint)
          .fix("resume with the same network, options and examples, or begin anew without the file").build();
    }
    rounds = count(content, ROUNDS, file);
    done = count(content, STEPS, file);
  }

  private static long count(Safetensors content, String name, Path file) {
    String text = content.metadata().getOrDefault(name, "");
    if (!NATURAL.matcher(text).matches()) {
      throw UserError.of("train/checkpoint").problem("the file's %s are no number", name).where("%s", file).got("\"%s\"", text)
          .fix("begin anew without the file").build();
    }
    return Long.parseLong(text);
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
