package jacquard.api.train;

import jacquard.api.data.DataSet;
import jacquard.api.network.GraphNames;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Score;
import jacquard.api.run.StepRunner;
import jacquard.ir.TensorType;
import java.util.Optional;
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

  private Evaluation(NetworkDefinition structure, StepRunner runner, DataSet data, TensorType target,
      Optional<Targets> targets, int batch) {
    this.structure = structure;
    this.runner = runner;
    this.data = data;
    this.target = target;
    this.targets = targets;
    this.order = IntStream.range(0, data.size()).toArray();
    this.full = batch(Math.min(batch, data.size()));
    this.rest = data.size() % full.size() == 0 ? full : batch(data.size() % full.size());
  }

  /// Runs an evaluation graph with a loss, `batch` examples at a time.
  public static Evaluation of(NetworkDefinition structure, StepRunner runner, DataSet data, Targets targets, int batch) {
    return new Evaluation(structure, runner, data, targets.type(), Optional.of(targets), batch);
  }

  /// Gives `seen` the outputs of an evaluation graph on labelled data, a batch at a time.
  public static void outputs(NetworkDefinition structure, StepRunner runner, DataSet data, int batch, Consumer<Batch> seen) {
    new Evaluation(structure, runner, data, structure.output(), Optional.empty(), batch).run(seen);
  }

  private Batch batch(int size) {
    return new Batch(data, structure, target, size);
  }

  /// Mean loss and error with the parameters the runner holds now.
  public Score score() {
    var mean = new MeanLoss(targets.orElseThrow().classWeights());
    var wrong = new double[1];
    run(batch -> {
      mean.add(runner.scalar(GraphNames.LOSS), batch);
      wrong[0] += batch.hasLabels() ? batch.wrong() : Double.NaN;
    });
    return new Score(mean.value(), wrong[0] / data.size());
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
