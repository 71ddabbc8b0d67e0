package jacquard.api;

import jacquard.api.data.DataSet;
import jacquard.ir.TensorType;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The outputs, and with a loss graph the loss, of a network on a whole set of examples, batch by batch.
final class Evaluation {
  private final Structure structure;
  private final StepRunner runner;
  private final DataSet data;
  private final TensorType target;
  private final boolean withLoss;
  private final int[] order;
  private final Batch full;
  private final Batch rest;

  private Evaluation(Structure structure, StepRunner runner, DataSet data, TensorType target, boolean withLoss, int batch) {
    this.structure = structure;
    this.runner = runner;
    this.data = data;
    this.target = target;
    this.withLoss = withLoss;
    this.order = IntStream.range(0, data.size()).toArray();
    this.full = batch(Math.min(batch, data.size()));
    this.rest = data.size() % full.size() == 0 ? full : batch(data.size() % full.size());
  }

  /// Runs a graph made by [ModelGraphs#evaluation(Loss)] for `loss`, `batch` examples at a time.
  static Evaluation of(Structure structure, StepRunner runner, DataSet data, Loss loss, int batch) {
    return new Evaluation(structure, runner, data, LossGraph.target(loss, structure.output()), true, batch);
  }

  /// The loss and error of `model` with its own parameters.
  static Score score(Model model, DataSet data, Loss loss) {
    DataChecks.fits(model.structure(), loss, data);
    StepRunner runner = Backend.standard().compile(model.graphs().evaluation(loss)).runner(TrainingDefaults.threads());
    model.values(Mode.INFERENCE).forEach(runner::setState);
    return of(model.structure(), runner, data, loss, TrainingDefaults.BATCH).score();
  }

  /// Gives `seen` the outputs of `model` on labelled data, a batch at a time.
  static void outputs(Model model, DataSet data, Consumer<Batch> seen) {
    DataChecks.labelled(model.structure(), data);
    StepRunner runner = Backend.standard().compile(model.graphs().evaluation()).runner(TrainingDefaults.threads());
    model.values(Mode.INFERENCE).forEach(runner::setState);
    new Evaluation(model.structure(), runner, data, model.structure().output(), false, TrainingDefaults.BATCH).run(seen);
  }

  private Batch batch(int size) {
    return new Batch(data, structure, target, size);
  }

  /// Mean loss and error with the parameters the runner holds now.
  Score score() {
    var sum = new double[2];
    run(batch -> {
      sum[0] += runner.scalar(ModelGraphs.LOSS) * batch.size();
      sum[1] += batch.hasLabels() ? batch.wrong() : Double.NaN;
    });
    return new Score(sum[0] / data.size(), sum[1] / data.size());
  }

  private void run(Consumer<Batch> seen) {
    for (int from = 0; from < data.size(); from += full.size()) {
      Batch batch = data.size() - from >= full.size() ? full : rest;
      batch.fill(order, from);
      runner.setInput(structure.inputName(), batch.input());
      if (withLoss) {
        runner.setInput(ModelGraphs.TARGET, batch.target());
      }
      runner.run(batch.size());
      runner.output(withLoss ? ModelGraphs.OUTPUT : structure.outputName(), batch.output());
      seen.accept(batch);
    }
  }
}
