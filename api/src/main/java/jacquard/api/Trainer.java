package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSplit;
import jacquard.api.data.Standardize;
import jacquard.api.report.RateSearch;
import jacquard.api.run.Uninterrupted;
import jacquard.api.train.CheckpointFile;
import jacquard.api.train.RateRange;
import jacquard.api.train.TrainingLoop;
import jacquard.api.train.TrainingOutcome;
import jacquard.api.train.TrainingSetup;
import jacquard.ir.Interrupted;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Trains a model on examples. One run at a time; `stop` may be called from any thread.
///
/// A step that makes a parameter, statistic or optimiser slot infinite or NaN ends the run before that is reported or returned: the model
/// that the last epoch reported is finite.
///
/// Numerics the same model, data, options and seed give the same bits, whatever the number of threads.
/// Errors   `train/validation`, `train/pattern`, `train/input-shape`, `train/labels`, `train/classes`, `train/targets`, `train/empty`,
///          `train/one-value`, `train/not-finite`, and those of [ModelGraphs].
///
/// ```java
/// Trainer trainer = lenet.trainer(t -> t.loss(Loss.crossEntropy()).optimizer(Optimizer.adam(1e-3)).batch(128).epochs(3));
/// Model trained = trainer.fit(train, test).model();
/// ```
public final class Trainer {
  private static final String TRAINING_SET = "the training set";

  private final Model model;
  private final TrainerOptions options;
  private final Optional<CheckpointFile> from;
  private final AtomicBoolean stop = new AtomicBoolean();
  /// The thread that compiles for a run, which `stop` interrupts; guarded by `stop`.
  private @Nullable Thread compiling;

  Trainer(Model model, TrainerOptions options) {
    this(model, options, Optional.empty());
  }

  private Trainer(Model model, TrainerOptions options, Optional<CheckpointFile> from) {
    this.model = model;
    this.options = options;
    this.from = from;
  }

  /// A trainer that goes on from `checkpoint`, a file that [Checkpoints] wrote or a folder of them, whose newest is taken: `fit` with the
  /// same model, options and data ends with the bits that the run would have ended with had it not been interrupted.
  ///
  /// Errors: `checkpoint/missing`, `checkpoint/format`, `checkpoint/version`, `checkpoint/checksum`, those of safetensors; in `fit`
  /// `checkpoint/options` where model, options or data are others.
  public Trainer resume(Path checkpoint) {
    Path file = Files.isDirectory(Check.given("the checkpoint", checkpoint)) ? Checkpoints.newest(checkpoint).orElseThrow(() -> UserError
        .of("checkpoint/missing").problem("there is no checkpoint in this folder").where("%s", checkpoint)
        .expected("files that a run with checkpoints(…) wrote").fix("begin with fit(…)").build()) : checkpoint;
    return new Trainer(model, options, Optional.of(CheckpointFile.read(file)));
  }

  /// Trains on `train`, without testing.
  public TrainingRun fit(DataSet train) {
    return fit(train, Optional.empty());
  }

  /// Trains on `train` and measures the error on `test` after every epoch.
  public TrainingRun fit(DataSet train, DataSet test) {
    return fit(train, Optional.of(Check.given("the test set", test)));
  }

  /// Training one step at a time on arrays, for networks of several inputs or outputs and loops of the user's own; `total` is the
  /// number of steps the learning rate's schedule is made for.
  public Steps steps(long total) {
    return new Steps(model, options, total);
  }

  /// Training on `examples` in shards that the caller computes, on this machine or on others. They are read only where inputs are
  /// standardised by them, all in order, and a few where checkpoints are written.
  ///
  /// Errors: `train/shards` where the options say nothing of shards, or something that this caller would have to do itself; those of
  /// [#fit(DataSet)].
  public ShardedTraining sharded(DataSet examples) {
    LossGraph.requireFit(model.structure(), options.loss, Check.given(TRAINING_SET, examples));
    options.requireSharded();
    options.requireSeveral(model.structure(), examples.size());
    Model start = start(examples);
    return new ShardedTraining(start, options, examples, Checkpoints.of(options, start, examples, Optional.empty(), from));
  }

  /// Standardises inputs by `train`, unless it does so already or shall not, and calls classes as `train` does.
  private Model start(DataSet train) {
    Model named = model.withData(model.data().named(train, model.structure()));
    return options.standardize && model.standardization().isEmpty() ? named.withStandardization(Standardize.of(train)) : named;
  }

  /// Ends the run after the step it is in, or the next run before its first step; it returns what it has.
  ///
  /// Where the run is still compiling, it ends within some tenths of a second.
  /// Interrupting the training thread does the same. The interrupt is then used up, so that the model can be saved.
  public void stop() {
    synchronized (stop) {
      stop.set(true);
      if (compiling != null) {
        compiling.interrupt();
      }
    }
  }

  /// Tries learning rates from 1e-6 to 10 in 100 steps, see the method below.
  public RateSearch findLearningRate(DataSet train) {
    return findLearningRate(train, 1e-6, 10, 100);
  }

  /// Trains for at most `steps` steps whose rate grows by one factor from step to step, from `low` to `high`, and says how the loss went.
  /// Neither schedule nor listeners take part, and what was learnt is dropped.
  ///
  /// Errors: `train/rates`, and those of [#fit(DataSet)].
  public RateSearch findLearningRate(DataSet train, double low, double high, int steps) {
    if (!(low > 0 && high > low && Double.isFinite(high)) || steps < 3) {
      throw UserError.of("train/rates").problem("there are no such rates to try").at(Loc.ofCaller())
          .got("%s to %s in %d steps", low, high, steps).expected("0 < low < high, and 3 steps or more").build();
    }
    LossGraph.requireFit(model.structure(), options.loss, Check.given(TRAINING_SET, train));
    options.requireSeveral(model.structure(), train.size());
    Model start = start(train);
    var ended = new AtomicBoolean();
    var range = new RateRange(low, high, steps, ended);
    int epochs = Math.ceilDiv(steps, Math.ceilDiv(train.size(), options.batch));
    try {
      TrainingSetup setup = options.setup(start, (step, total) -> range.at(step), epochs, range);
      new TrainingLoop(setup, train, Optional.empty(), Optional.empty(), ended).run();
    } catch (UserError e) {
      if (!e.code().equals("train/not-finite") || range.points().isEmpty()) {
        throw e;
      }
    }
    return new RateSearch(range.points());
  }

  private TrainingRun fit(DataSet given, Optional<DataSet> test) {
    Check.given(TRAINING_SET, given);
    requireValidation();
    DataSet train = given;
    Optional<DataSet> validation = Optional.ofNullable(options.validation);
    if (options.validationFraction > 0) {
      DataSplit split = given.split(options.validationFraction, options.seed);
      train = split.train();
      validation = Optional.of(split.validation());
    }
    LossGraph.requireFit(model.structure(), options.loss, train);
    test.ifPresent(t -> LossGraph.requireFit(model.structure(), options.loss, t));
    validation.ifPresent(v -> LossGraph.requireFit(model.structure(), options.loss, v));
    options.requireSeveral(model.structure(), train.size());
    try {
      return run(train, validation, test);
    } finally {
      stop.set(false);
    }
  }

  private TrainingRun run(DataSet train, Optional<DataSet> validation, Optional<DataSet> test) {
    Model start;
    TrainingLoop loop;
    try {
      beginCompiling();
      start = start(train);
      loop = new TrainingLoop(options.setup(start), train, validation, test, stop,
          Checkpoints.of(options, start, train, validation, from));
    } catch (Interrupted e) {
      Thread.interrupted(); // used up, as one during a step is
      return new TrainingRun(model, List.of(), 0, true);
    } finally {
      endCompiling();
    }
    TrainingRun run;
    try {
      var about = new TrainingListener.Start(start, train, validation, test, options.epochs, Math.ceilDiv(train.size(), options.batch),
          Math.min(options.batch, train.size()));
      Uninterrupted.run(() -> options.listeners.forEach(l -> l.runStarted(about)));
      TrainingOutcome outcome = loop.run();
      run = new TrainingRun(start.withValues(outcome.values()), outcome.epochs(), outcome.bestEpoch(), outcome.stopped());
    } catch (RuntimeException | Error e) {
      Uninterrupted.run(() -> options.listeners.forEach(l -> l.runFailed(e)));
      throw e;
    }
    Uninterrupted.run(() -> options.listeners.forEach(l -> l.runEnded(run)));
    return run;
  }

  private void beginCompiling() {
    synchronized (stop) {
      compiling = Thread.currentThread();
      if (stop.get()) {
        compiling.interrupt();
      }
    }
    Interrupted.check();
  }

  /// An interrupt by `stop` that came too late is taken back.
  private void endCompiling() {
    synchronized (stop) {
      compiling = null;
      if (stop.get()) {
        Thread.interrupted();
      }
    }
  }

  private void requireValidation() {
    if ((options.earlyStopping != null || options.keepsBest()) && !options.validates()) {
      throw UserError.of("train/validation").problem("early stopping and keeping the best epoch need a validation set")
          .at(Loc.ofCaller()).expected("examples that are not trained on")
          .fix("validation(0.1) puts a tenth of the training set aside; the test set is for the end").build();
    }
  }
}
