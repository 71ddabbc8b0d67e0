package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.data.Augmentation;
import jacquard.api.data.DataSet;
import jacquard.api.data.Shuffle;
import jacquard.api.network.Mode;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Detail;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.StepValues;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardUpdate;
import jacquard.api.shard.ShardedRunner;
import jacquard.api.shard.Sharding;
import jacquard.api.train.BatchStatistics;
import jacquard.api.train.BestEpoch;
import jacquard.api.train.Pace;
import jacquard.api.train.TrainingObserver;
import jacquard.api.train.TrainingSetup;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How a model is trained; each may be left out, see [TrainingDefaults].
///
/// | option | means |
/// | --- | --- |
/// | `loss` | what is made small |
/// | `optimizer` | how parameters move; without a `learningRate`, its own rate at every step |
/// | `learningRate` | the rate of each step; comes before the optimiser's own |
/// | `batch` | examples per step; the last step of an epoch takes what is left |
/// | `epochs` | passes over the training set |
/// | `seed` | the order of the examples; the initial parameters are the model's, see [Model#withSeed(long)] |
/// | `threads` | threads that share one step, the caller's included; results do not depend on it |
/// | `standardize` | whether inputs are shifted and scaled by the training set's mean and deviation; a model's own comes before |
/// | `clip` | a bound on gradients |
/// | `group`, `freeze` | a rate and decay of their own, or none, for parameters named by a pattern |
/// | `penalty` | an expression over parameters, added to the loss |
/// | `validation` | examples, or a part of the training set, that choose the best epoch; not trained on |
/// | `earlyStopping` | ends the run where the validation set stops improving, and gives the best epoch's parameters |
/// | `keepBest` | whether the run gives the parameters of the epoch best on the validation set; as `earlyStopping` unless said |
/// | `augment` | random changes of the training images, see [Augmentation]; tests see the images as they are |
/// | `shards` | parts that a batch is computed in, whose gradients are added in one order: the same bits on one machine and on many |
/// | `accumulate` | pieces that a shard is computed in, one after the other, in the memory of one |
/// | `memoryBudget` | bytes that the values of a step may take, parameters and optimiser slots not counted; results keep their bits |
/// | `checkpoints` | where, how often and how many states of the run are written, see [Checkpoints]; [Trainer#resume] goes on from one |
/// | `listener` | told after every step and epoch |
/// | `details` | what is measured beside losses and errors, see [Detail]; what listeners ask for comes on top |
///
/// Errors   `train/option`, `memory/budget`, `argument/null`; in training `train/pattern`, `train/validation`, `penalty/…`.
public final class TrainerOptions {
  private static final String CHANGES = "what changes images";

  Loss loss = TrainingDefaults.loss();
  @Nullable Optimizer optimizer;
  @Nullable LearningRate learningRate;
  int batch = TrainingDefaults.BATCH;
  int epochs = TrainingDefaults.EPOCHS;
  long seed = TrainingDefaults.SEED;
  int threads = TrainingDefaults.threads();
  boolean standardize = true;
  private TrainingStep extras = TrainingStep.of(loss, TrainingDefaults.optimizer());
  double validationFraction;
  @Nullable DataSet validation;
  @Nullable EarlyStopping earlyStopping;
  private @Nullable Boolean keepBest;
  Optional<Augmentation> augmentation = Optional.empty();
  final List<TrainingListener> listeners = new ArrayList<>();
  private final Set<Detail> details = EnumSet.noneOf(Detail.class);
  private Backend backend = Backend.standard();
  Optional<Sharding> sharding = Optional.empty();
  private OptionalLong memoryBudget = OptionalLong.empty();
  @Nullable Checkpoints checkpoints;

  TrainerOptions() {}

  /// What is made small; cross entropy unless given.
  public TrainerOptions loss(Loss chosen) {
    loss = Check.given("the loss", chosen);
    return this;
  }

  /// How parameters move; with one given, its rate is used at every step unless a [#learningRate] is given too.
  public TrainerOptions optimizer(Optimizer chosen) {
    optimizer = Check.given("the optimizer", chosen);
    return this;
  }

  /// The rate of each step.
  public TrainerOptions learningRate(LearningRate schedule) {
    learningRate = Check.given("the learning rate", schedule);
    return this;
  }

  /// Examples per step; the last step of an epoch takes what is left.
  public TrainerOptions batch(int examples) {
    Check.atLeast(1, "batch", examples);
    batch = examples;
    return this;
  }

  /// Passes over the training set.
  public TrainerOptions epochs(int passes) {
    Check.atLeast(1, "epochs", passes);
    epochs = passes;
    return this;
  }

  /// Decides the order of the examples; initial parameters are the model's, see [Model#withSeed(long)].
  public TrainerOptions seed(long number) {
    seed = number;
    return this;
  }

  /// Threads that share one step, the caller's included; results do not depend on it.
  public TrainerOptions threads(int count) {
    Check.from1To(jacquard.runtime.Executable.MAX_THREADS, "threads", count);
    threads = count;
    return this;
  }

  /// Whether inputs are shifted and scaled by the training set's mean and deviation, which the model keeps; true unless said otherwise.
  public TrainerOptions standardize(boolean used) {
    standardize = used;
    return this;
  }

  /// A bound on gradients; none unless given.
  public TrainerOptions clip(GradientClip bound) {
    extras = extras.clip(Check.given("the bound of gradients", bound));
    return this;
  }

  /// Settings for the parameters whose names match `pattern`, as in [ParameterGroup].
  public TrainerOptions group(String pattern, UnaryOperator<ParameterGroup> settings) {
    extras = extras.group(Check.result("group", Check.given("the settings of a group", settings).apply(ParameterGroup.of(pattern))));
    return this;
  }

  /// Leaves the parameters whose names match one of `patterns`, as in [ParameterGroup], as they are.
  public TrainerOptions freeze(String... patterns) {
    extras = extras.freeze(patterns);
    return this;
  }

  /// Adds a penalty to the loss.
  public TrainerOptions penalty(Penalty penalty) {
    extras = extras.penalty(Check.given("the penalty", penalty));
    return this;
  }

  /// Puts a part of the training set aside, chosen by the seed.
  public TrainerOptions validation(double fraction) {
    Check.fraction("validation", fraction);
    validationFraction = fraction;
    validation = null;
    return this;
  }

  /// Examples that are not trained on but measured after every epoch.
  public TrainerOptions validation(DataSet examples) {
    validation = Check.given("the validation set", examples);
    validationFraction = 0;
    return this;
  }

  /// The run ends after `patience` epochs without improvement on the validation set and gives the best epoch's parameters.
  public TrainerOptions earlyStopping(int patience) {
    return earlyStopping(EarlyStopping.patience(patience));
  }

  /// As the method above, by a rule that says what an improvement is.
  public TrainerOptions earlyStopping(EarlyStopping rule) {
    earlyStopping = Check.given("the rule", rule);
    return this;
  }

  /// Whether the run gives the parameters of the epoch best on the validation set; as [#earlyStopping] unless given.
  public TrainerOptions keepBest(boolean kept) {
    keepBest = kept;
    return this;
  }

  /// Random changes of the training images: `a -> a.crop(4).flip()`; none unless given.
  public TrainerOptions augment(Consumer<Augmentation.Options> changes) {
    augmentation = Optional.of(Augmentation.of(Check.given(CHANGES, changes)));
    return this;
  }

  /// As the method above, with changes put together before.
  public TrainerOptions augment(Augmentation changes) {
    augmentation = Optional.of(Check.given(CHANGES, changes));
    return this;
  }

  /// Each batch is computed in `count` parts of one size, whose gradients are added in a fixed tree, and moves the parameters once. The
  /// parts may lie on other machines (`jacquard-spark`): the result has the same bits. It has other bits than a run without shards.
  ///
  /// Shard `s` holds the examples `s, s + count, s + 2·count …`. The statistics of a batch norm are those of a shard; the running
  /// averages take the mean over the shards.
  public TrainerOptions shards(int count) {
    Check.atLeast(1, "shards", count);
    sharding = Optional.of(new Sharding(count, sharding.map(Sharding::pieces).orElse(1)));
    return this;
  }

  /// Each shard is computed in `pieces` of its examples, one after the other, in the memory that one of them takes; a batch norm's
  /// statistics are then those of a piece. `batch(1024).accumulate(8)` moves the parameters as often as `batch(1024)` and takes the memory
  /// of `batch(128)`.
  public TrainerOptions accumulate(int pieces) {
    Check.atLeast(1, "accumulate", pieces);
    sharding = Optional.of(new Sharding(sharding.map(Sharding::shards).orElse(1), pieces));
    return this;
  }

  /// What does not fit is computed again in place of being kept: more work, the same results. A budget in which the batch cannot be
  /// trained is refused by the first step.
  public TrainerOptions memoryBudget(long bytes) {
    Check.memoryBudget(bytes);
    memoryBudget = OptionalLong.of(bytes);
    return this;
  }

  /// Writes the run's state now and then, from which [Trainer#resume] goes on to the same bits.
  public TrainerOptions checkpoints(Checkpoints written) {
    checkpoints = Check.given("what is written", written);
    return this;
  }

  /// Adds a listener.
  public TrainerOptions listener(TrainingListener told) {
    listeners.add(Check.given("the listener", told));
    return this;
  }

  /// What is measured beside losses and errors; listeners may ask for more.
  public TrainerOptions details(Detail... measured) {
    details.addAll(Arrays.asList(Check.all("the array of details", "a detail", measured)));
    return this;
  }

  /// Runs the graphs on `other`: for tests.
  TrainerOptions backend(Backend other) {
    backend = other;
    return this;
  }

  /// What steps and evaluations are compiled with.
  Backend budgetedBackend() {
    return memoryBudget.isPresent() ? backend.within(memoryBudget.getAsLong()) : backend;
  }

  Optimizer chosenOptimizer() {
    return optimizer != null ? optimizer : TrainingDefaults.optimizer();
  }

  boolean keepsBest() {
    return keepBest != null ? keepBest : earlyStopping != null;
  }

  boolean validates() {
    return validation != null || validationFraction > 0;
  }

  /// What a step does, all options about it together.
  TrainingStep step() {
    return new TrainingStep(loss, chosenOptimizer(), extras.clip(), extras.groups(), extras.frozen(), extras.penalties());
  }

  /// A run from `start`.
  TrainingSetup setup(Model start) {
    Set<Detail> measured = EnumSet.noneOf(Detail.class);
    measured.addAll(details);
    listeners.forEach(l -> measured.addAll(l.details()));
    return setup(start, chosenLearningRate(), epochs, measured, observer(start));
  }

  /// A run from `start` with a schedule of its own, told to `watcher` alone.
  TrainingSetup setup(Model start, LearningRate rate, int passes, TrainingObserver watcher) {
    return setup(start, rate, passes, Set.of(), Optional.of(watcher));
  }

  private TrainingSetup setup(Model start, LearningRate rate, int passes, Set<Detail> measured, Optional<TrainingObserver> watcher) {
    ModelGraphs graphs = start.graphs();
    EarlyStopping rule = earlyStopping;
    BestEpoch best = rule == null ? new BestEpoch() : new BestEpoch(rule.patience(), rule.minDelta(), rule.byLoss());
    return new TrainingSetup(start.structure(), start.values(), runner(start, measured),
        () -> budgetedBackend().compile(graphs.evaluation(loss, measured)).runner(threads),
        () -> backend.compile(graphs.activations(Mode.TRAINING)).runner(threads), LossGraph.targets(loss, start.structure()),
        new Pace(rate::at, batch, passes, seed), augmentation, this::order, best, keepsBest(), measured,
        measured.contains(Detail.GRADIENTS) && sharding.isEmpty() ? extras.trained(start.structure()) : Set.of(), watcher);
  }

  private StepRunner runner(Model start, Set<Detail> measured) {
    ModelGraphs graphs = start.graphs();
    if (sharding.isEmpty()) {
      return budgetedBackend().compile(graphs.training(step(), measured)).runner(threads);
    }
    Graph shard = graphs.shard(step());
    List<Double> weights = LossGraph.targets(loss, start.structure()).classWeights();
    Graph update = graphs.update(step());
    return new ShardedRunner(start.structure(), sharding.get().requireBatch(batch), weights, shard,
        budgetedBackend().compile(shard).runner(threads), backend.compile(start.graphs().update(step())).runner(threads));
  }

  /// Requires shards, and nothing that only a run on one machine does.
  void requireSharded() {
    boolean alone = augmentation.isPresent() || validates() || keepsBest() || !listeners.isEmpty();
    if (sharding.isEmpty() || alone) {
      throw UserError.of("train/shards").problem("this cannot be trained in shards that others compute").at(Loc.ofCaller())
          .got(alone ? "augment, validation, keepBest or listener" : "no shards").expected("shards(n), without those options")
          .fix("shards(8) makes 8 parts of each batch").build();
    }
  }

  ShardJob job(Model start) {
    Sharding chosen = sharding.orElseThrow().requireBatch(batch);
    return new ShardJob(start.structure(), start.graphs().shard(step()), chosen,
        LossGraph.targets(loss, start.structure()).classWeights(), batch, seed);
  }

  ShardUpdate update(Model start) {
    return new ShardUpdate(start.graphs().shard(step()), backend.compile(start.graphs().update(step())).runner(threads));
  }

  private void order(int epoch, int[] order) {
    sharding.ifPresentOrElse(s -> s.order(seed, epoch, batch, order), () -> Shuffle.order(seed, epoch, order));
  }

  /// Requires that no batch norm sees one number only.
  void requireSeveral(NetworkDefinition structure, int examples) {
    sharding.ifPresentOrElse(s -> s.requireSeveral(structure, batch, examples),
        () -> BatchStatistics.requireSeveral(structure, batch, examples));
  }

  /// Requires that steps are not asked for in shards.
  void requireWhole() {
    if (sharding.isPresent()) {
      throw UserError.of("train/shards").problem("steps on arrays are not divided into shards").at(Loc.ofCaller())
          .got("%s", sharding.get()).fix("leave shards and accumulate out, or train by fit(data)").build();
    }
  }

  /// What tells the listeners, where there are any.
  private Optional<TrainingObserver> observer(Model start) {
    return listeners.isEmpty() ? Optional.empty() : Optional.of(new TrainingObserver() {
      @Override
      public void stepDone(Progress progress, StepValues values) {
        listeners.forEach(l -> {
          l.stepDone(progress);
          if (l.details().contains(Detail.GRADIENTS)) {
            l.stepDone(progress, values);
          }
        });
      }

      @Override
      public void epochDone(Epoch epoch, Map<String, NdArray> values) {
        Model now = start.withValues(values);
        listeners.forEach(l -> l.epochDone(epoch, now));
      }
    });
  }

  LearningRate chosenLearningRate() {
    if (learningRate != null) {
      return learningRate;
    }
    if (optimizer == null) {
      return TrainingDefaults.learningRate();
    }
    double rate = optimizer.learningRate();
    return (step, total) -> rate;
  }
}
