package jacquard.api.train;

import jacquard.api.data.AugmentedData;
import jacquard.api.data.DataSet;
import jacquard.api.network.GraphNames;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import jacquard.api.report.StepValues;
import jacquard.api.run.StepRunner;
import jacquard.api.run.Uninterrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// One run of training: epochs of shuffled batches through the training program, each followed by validation and test.
///
/// A step allocates nothing of its own; listeners cost two small objects per step. An interrupt ends the run before the next step, and
/// breaks neither what runs in between nor what listeners write.
public final class TrainingLoop {
  private static final System.Logger LOG = System.getLogger(TrainingLoop.class.getName());

  private final TrainingSetup setup;
  private final Continuation continuation;
  private final NetworkDefinition structure;
  private final AtomicBoolean stop;
  private final StepRunner training;
  private final Optional<StepRunner> evaluation;
  private final Optional<Evaluation> validating;
  private final Optional<Evaluation> testing;
  private final BestEpoch best;
  private final StateCheck states;
  private final Optional<AugmentedData> augmented;
  private final Batch full;
  private final Batch rest;
  private final int stepsPerEpoch;
  private final int[] order;
  private final List<Epoch> epochs = new ArrayList<>();
  private final StepValues stepValues;
  private long stepsDone;
  /// Where the run begins.
  private int firstEpoch;
  private int firstStep;

  // Of the epoch under way.
  private final EpochTally tally;
  private double stepLoss;
  private double rate;

  /// A run from the start, which writes nothing.
  public TrainingLoop(TrainingSetup setup, DataSet train, Optional<DataSet> validation, Optional<DataSet> test, AtomicBoolean stop) {
    this(setup, train, validation, test, stop, Continuation.NONE);
  }

  /// A run from where `continuation` says.
  public TrainingLoop(TrainingSetup setup, DataSet train, Optional<DataSet> validation, Optional<DataSet> test, AtomicBoolean stop,
      Continuation continuation) {
    this.continuation = continuation;
    Optional<CheckpointFile> file = continuation.from();
    this.setup = setup;
    this.structure = setup.structure();
    this.stop = stop;
    this.training = setup.training();
    this.stepsPerEpoch = Math.ceilDiv(train.size(), Math.min(setup.pace().batch(), train.size()));
    file.ifPresent(f -> f.requireFit(setup.values(), continuation.states(), setup.pace().epochs(), stepsPerEpoch));
    setup.values().forEach(training::setState);
    file.ifPresent(f -> f.state().states().forEach(training::setState));
    this.states = new StateCheck(structure, training);
    if (structure.training().random()) {
      training.setInput(GraphNames.SEED, NdArray.of(Shape.SCALAR, setup.pace().seed()));
    }
    TensorType target = setup.targets().type();
    this.augmented = setup.augmentation().map(a -> a.augmented(train, setup.pace().seed(), 0));
    DataSet given = augmented.<DataSet>map(a -> a).orElse(train);
    this.full = new Batch(given, structure, target, Math.min(setup.pace().batch(), train.size()));
    this.tally = new EpochTally(setup.targets().classWeights(), full.hasLabels());
    int left = train.size() % full.size();
    this.rest = left == 0 ? full : new Batch(given, structure, target, left);
    this.order = new int[train.size()];
    this.evaluation = validation.or(() -> test).map(t -> setup.evaluation().get());
    this.validating = validation.map(this::evaluation);
    this.testing = test.map(this::evaluation);
    this.best = setup.best();
    this.stepValues = new RunnerValues(structure, training, setup.shown());
    file.map(CheckpointFile::state).ifPresent(this::resume);
    continuation.writer().ifPresent(c -> c.begin(stepsDone));
  }

  private void resume(TrainingState from) {
    stepsDone = from.steps();
    firstEpoch = from.epoch();
    firstStep = from.step();
    tally.restore(from.sums());
    best.restore(from.best());
    epochs.addAll(from.epochs());
  }

  private Evaluation evaluation(DataSet data) {
    return Evaluation.of(structure, evaluation.orElseThrow(), data, setup.targets(), setup.pace().batch(), setup.details());
  }

  public TrainingOutcome run() {
    boolean stopped = false;
    for (int epoch = firstEpoch; epoch < setup.pace().epochs() && !stopped && !best.isExhausted(); epoch++) {
      stopped = !epoch(epoch);
    }
    if (best.values().isEmpty()) {
      states.now();
    }
    Map<String, NdArray> last = best.values().isEmpty() ? values() : best.values();
    return new TrainingOutcome(last, epochs, best.values().isEmpty() ? 0 : best.number(), stopped);
  }

  /// Whether the epoch ran to its end.
  private boolean epoch(int epoch) {
    setup.order().of(epoch, order);
    augmented.ifPresent(a -> a.epoch(epoch));
    int first = firstStep;
    if (first == 0) {
      tally.clear();
    }
    firstStep = 0;
    states.begin(" of epoch " + (epoch + 1), first);
    tally.begin();
    for (int step = first; step < stepsPerEpoch; step++) {
      if (stop.get() || Thread.interrupted()) {
        checkpointOfStop(epoch, step);
        return false;
      }
      step(epoch, step);
      report(epoch, step);
      if (step < stepsPerEpoch - 1) {
        checkpoint(epoch, step + 1);
      }
    }
    double seconds = tally.seconds();
    Uninterrupted.run(() -> finish(epoch, seconds));
    checkpoint(epoch + 1, 0);
    return true;
  }

  /// Writes a checkpoint before step `step` of `epoch`, if one is due.
  private void checkpoint(int epoch, int step) {
    if (continuation.writer().isPresent() && continuation.writer().get().isDue(stepsDone, step == 0)) { // no lambda a step
      continuation.writer().get().write(() -> state(epoch, step));
    }
  }

  private void checkpointOfStop(int epoch, int step) {
    continuation.writer().filter(c -> !c.isCurrent(stepsDone)).ifPresent(c -> c.write(() -> state(epoch, step)));
  }

  /// Errors   `train/not-finite`.
  private TrainingState state(int epoch, int step) {
    states.now();
    var values = new LinkedHashMap<String, NdArray>();
    continuation.states().keySet().forEach(name -> values.put(name, training.state(name)));
    var sums = step == 0 ? TrainingState.Sums.NONE : tally.sums();
    return new TrainingState(values, stepsDone, epoch, step, sums, best.state(), epochs);
  }

  private void finish(int epoch, double seconds) {
    states.now();
    evaluation.ifPresent(e -> structure.inference().parameters().forEach(p -> e.setState(p.name(), training.state(p.name()))));
    Optional<Score> validation = validating.map(Evaluation::score);
    Optional<Score> test = testing.map(Evaluation::score);
    Epoch row = tally.row(epoch + 1, validation, test, seconds);
    epochs.add(row);
    if (validation.isPresent() && best.improves(epoch + 1, validation.get()) && setup.keepsBest()) {
      best.keep(values());
    }
    LOG.log(System.Logger.Level.DEBUG, () -> row.toString());
    setup.observer().ifPresent(o -> o.epochDone(row, values()));
  }

  private void step(int epoch, int step) {
    Batch batch = step == stepsPerEpoch - 1 ? rest : full;
    batch.fill(order, step * full.size());
    double weight = tally.weight(batch);
    if (weight == 0) {
      return; // no example counts, and the mean of none is no number to step by
    }
    training.setInput(structure.inputName(), batch.input());
    training.setInput(GraphNames.TARGET, batch.target());
    rate = setup.pace().rate().at(stepsDone, (long) stepsPerEpoch * setup.pace().epochs());
    training.setScalar(GraphNames.LEARNING_RATE, rate);
    training.setScalar(GraphNames.STEP, (double) (stepsDone + 1));
    long began = System.nanoTime();
    training.run(batch.size());
    long nanos = System.nanoTime() - began;
    double mean = training.scalar(GraphNames.LOSS);
    if (!Double.isFinite(mean)) {
      states.now(); // the step itself changed nothing
      throw Uninterrupted.get(() -> Divergence.explain(setup, values(), batch, epoch + 1, step + 1, mean));
    }
    stepsDone++;
    stepLoss = mean;
    if (batch.hasLabels()) {
      training.output(GraphNames.OUTPUT, batch.output());
    }
    tally.add(mean, weight, batch.size(), batch.hasLabels() ? batch.wrong() : 0);
    states.stepDone(nanos);
  }

  private void report(int epoch, int step) {
    if (setup.observer().isPresent()) {
      var progress = new Progress(epoch + 1, setup.pace().epochs(), step + 1, stepsPerEpoch, tally.loss(), tally.error(), tally.speed(),
          stepLoss, rate);
      Uninterrupted.run(() -> setup.observer().get().stepDone(progress, stepValues));
    }
  }

  /// The parameters and statistics reached.
  private Map<String, NdArray> values() {
    var values = new LinkedHashMap<String, NdArray>();
    structure.states().forEach(p -> values.put(p.name(), training.state(p.name())));
    return values;
  }
}
