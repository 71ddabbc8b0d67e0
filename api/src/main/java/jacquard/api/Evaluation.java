package jacquard.api;

import jacquard.api.data.DataSet;
import jacquard.ir.TensorType;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The outputs, and with a loss graph the loss, of a network on a whole set of examples, batch by batch.
final class Evaluation {
  private final Structure structure;
  private final StepRunner runner;
  private final DataSet data;
  private final TensorType target;
  private final Optional<Loss> loss;
  private final int[] order;
  private final Batch full;
  private final Batch rest;

  private Evaluation(Structure structure, StepRunner runner, DataSet data, TensorType target, Optional<Loss> loss, int batch) {
    this.structure = structure;
    this.runner = runner;
    this.data = data;
    this.target = target;
    this.loss = loss;
    this.order = IntStream.range(0, data.size()).toArray();
    this.full = batch(Math.min(batch, data.size()));
    this.rest = data.size() % full.size() == 0 ? full : batch(data.size() % full.size());
  }

  /// Runs a graph made by [ModelGraphs#evaluation(Loss)] for `loss`, `batch` examples at a time.
  static Evaluation of(Structure structure, StepRunner runner, DataSet data, Loss loss, int batch) {
    return new Evaluation(structure, runner, data, LossGraph.target(loss, structure.output()), Optional.of(loss), batch);
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
    new Evaluation(model.structure(), runner, data, model.structure().output(), Optional.empty(), TrainingDefaults.BATCH).run(seen);
  }

  private Batch batch(int size) {
    return new Batch(data, structure, target, size);
  }

  /// Mean loss and error with the parameters the runner holds now.
  Score score() {
    var mean = new MeanLoss(loss.orElseThrow());
    var wrong = new double[1];
    run(batch -> {
      mean.add(runner.scalar(ModelGraphs.LOSS), batch);
      wrong[0] += batch.hasLabels() ? batch.wrong() : Double.NaN;
    });
    return new Score(mean.value(), wrong[0] / data.size());
  }

  private void run(Consumer<Batch> seen) {
    for (int from = 0; from < data.size(); from += full.size()) {
      Batch batch = data.size() - from >= full.size() ? full : rest;
      batch.fill(order, from);
      runner.setInput(structure.inputName(), batch.input());
      if (loss.isPresent()) {
        runner.setInput(ModelGraphs.TARGET, batch.target());
      }
      runner.run(batch.size());
      runner.output(loss.isPresent() ? ModelGraphs.OUTPUT : structure.outputName(), batch.output());
      seen.accept(batch);
    }
  }
}
