package jacquard.api.train;

import jacquard.api.data.DataSet;
import jacquard.api.network.GraphNames;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Classification;
import jacquard.api.report.Detail;
import jacquard.api.report.Score;
import jacquard.api.run.StepRunner;
import jacquard.ir.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The outputs, and with a loss graph the loss, of a network on a whole set of examples, batch by batch.
public final class Evaluation {
  private final NetworkDefinition structure;
  private final StepRunner runner;
  private final DataSet data;
  private final TensorType target;
  private final Optional<Targets> targets;
  private final int[] order;
  private final Batch full;
  private final Batch rest;
  private final boolean measures;
  private final Optional<DeadUnitOutputs> units;

  private Evaluation(NetworkDefinition structure, StepRunner runner, DataSet data, TensorType target,
      Optional<Targets> targets, int batch, Set<Detail> details) {
    this.structure = structure;
    this.runner = runner;
    this.data = data;
    this.target = target;
    this.targets = targets;
    this.order = IntStream.range(0, data.size()).toArray();
    this.full = batch(Math.min(batch, data.size()));
    this.rest = data.size() % full.size() == 0 ? full : batch(data.size() % full.size());
    this.measures = details.contains(Detail.MEASURES);
    this.units = details.contains(Detail.DEAD_UNITS) ? Optional.of(DeadUnitOutputs.of(structure)) : Optional.empty();
  }

  /// Runs an evaluation graph with a loss, and with the outputs of dead units where `details` has them, `batch` examples at a time.
  public static Evaluation of(NetworkDefinition structure, StepRunner runner, DataSet data, Targets targets, int batch,
      Set<Detail> details) {
    return new Evaluation(structure, runner, data, targets.type(), Optional.of(targets), batch, details);
  }

  /// Gives `seen` the outputs of an evaluation graph, a batch at a time.
  public static void outputs(NetworkDefinition structure, StepRunner runner, DataSet data, int batch, Consumer<Batch> seen) {
    new Evaluation(structure, runner, data, structure.output(), Optional.empty(), batch, Set.of()).run(seen);
  }

  private Batch batch(int size) {
    return new Batch(data, structure, target, size);
  }

  /// How well outputs fit labels, with the parameters the runner holds now.
  public static Classification classification(NetworkDefinition structure, StepRunner runner, DataSet data, int batch) {
    var evaluation = new Evaluation(structure, runner, data, structure.output(), Optional.empty(), batch, Set.of());
    ClassTally tally = evaluation.classTally();
    evaluation.run(b -> tally.add(b.output(), b.labels(), b.size()));
    return tally.classification(data.classNames());
  }

  private ClassTally classTally() {
    return new ClassTally(structure.output().shape().extent(1), data.size(), full.ranking(), full.meaning());
  }

  /// Loss, error and what else was asked for, with the parameters the runner holds now.
  public Score score() {
    var mean = new MeanLoss(targets.orElseThrow().classWeights());
    var wrong = new long[1];
    Optional<ClassTally> classes = measures && full.hasLabels() ? Optional.of(classTally()) : Optional.empty();
    Optional<NumberTally> numbers = measures && full.hasNumbers()
        ? Optional.of(new NumberTally(full.output().size() / full.size())) : Optional.empty();
    units.ifPresent(DeadUnitOutputs::clear);
    run(batch -> {
      mean.add(runner.scalar(GraphNames.LOSS), batch);
      wrong[0] += batch.hasLabels() ? batch.wrong() : 0;
      classes.ifPresent(t -> t.add(batch.output(), batch.labels(), batch.size()));
      numbers.ifPresent(t -> t.add(batch.output(), batch.target(), batch.size()));
      units.ifPresent(u -> u.take(runner));
    });
    OptionalDouble error = full.hasLabels() ? OptionalDouble.of((double) wrong[0] / data.size()) : OptionalDouble.empty();
    return new Score(mean.value(), error, classes.map(t -> t.classification(data.classNames())), numbers.map(NumberTally::regression),
        units.map(DeadUnitOutputs::result).orElse(List.of()));
  }

  private void run(Consumer<Batch> seen) {
    for (int from = 0; from < data.size(); from += full.size()) {
      Batch batch = data.size() - from >= full.size() ? full : rest;
      batch.fill(order, from);
      runner.setInput(structure.inputName(), batch.input());
      if (targets.isPresent()) {
        runner.setInput(GraphNames.TARGET, batch.target());
      }
      runner.run(batch.size());
      runner.output(targets.isPresent() ? GraphNames.OUTPUT : structure.outputName(), batch.output());
      seen.accept(batch);
    }
  }
}
