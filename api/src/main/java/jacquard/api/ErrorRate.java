package jacquard.api;

import jacquard.api.data.DataSet;
import jacquard.ir.DType;
import jacquard.ir.TensorType;
import java.util.stream.IntStream;

/// The error of a network on a set of labelled examples.
final class ErrorRate {
  private final Structure structure;
  private final StepRunner runner;
  private final DataSet data;
  private final int[] order;
  private final Batch full;
  private final Batch rest;

  /// Runs an evaluation graph on `data`, `batch` examples at a time.
  ErrorRate(Structure structure, StepRunner runner, DataSet data, int batch) {
    this.structure = structure;
    this.runner = runner;
    this.data = data;
    this.order = IntStream.range(0, data.size()).toArray();
    this.full = batch(Math.min(batch, data.size()));
    this.rest = data.size() % full.size() == 0 ? full : batch(data.size() % full.size());
  }

  /// The error of `model` with its own parameters.
  static double of(Model model, DataSet data) {
    DataChecks.labelled(model.structure(), data);
    StepRunner runner = Backend.standard().compile(model.graphs().evaluation()).runner(TrainingDefaults.threads());
    model.values(Mode.INFERENCE).forEach(runner::setState);
    return new ErrorRate(model.structure(), runner, data, TrainingDefaults.BATCH).measure();
  }

  private Batch batch(int size) {
    return new Batch(data, structure, new TensorType(DType.I32, structure.output().shape().without(1)), size);
  }

  /// The error with the parameters the runner holds now.
  double measure() {
    int wrong = 0;
    for (int from = 0; from < data.size(); from += full.size()) {
      Batch batch = data.size() - from >= full.size() ? full : rest;
      batch.fill(order, from);
      runner.setInput(ModelGraphs.INPUT, batch.input());
      runner.run(batch.size());
      runner.output(ModelGraphs.OUTPUT, batch.output());
      wrong += batch.wrong();
    }
    return (double) wrong / data.size();
  }
}
