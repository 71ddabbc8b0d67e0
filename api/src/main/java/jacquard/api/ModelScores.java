package jacquard.api;

import jacquard.api.data.DataSet;
import jacquard.api.network.Mode;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Classification;
import jacquard.api.report.ConfusionMatrix;
import jacquard.api.report.Regression;
import jacquard.api.report.Score;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.api.train.Batch;
import jacquard.api.train.DataChecks;
import jacquard.api.train.Evaluation;
import jacquard.api.train.NumberTally;
import jacquard.api.train.Targets;
import jacquard.ir.graph.Graph;
import java.util.Set;
import java.util.function.Consumer;

/// How well a model does on a data set: its evaluation graph, compiled and run batch by batch.
record ModelScores(Model model) {
  double topError(int k, DataSet data) {
    Classification.requireTop(k, classes());
    var wrong = new long[1];
    evaluated(data, b -> wrong[0] += Metrics.topWrong(b.ranking(), k, b.output(), b.labels(), b.size()));
    return (double) wrong[0] / data.size();
  }

  ConfusionMatrix confusion(DataSet data) {
    var counter = new ConfusionMatrix.Counter(classes());
    evaluated(data, b -> {
      for (int i = 0; i < b.size(); i++) {
        counter.add(b.labels()[i], b.ranking().first(b.output(), i));
      }
    });
    return counter.matrix();
  }

  Classification classification(DataSet data) {
    DataChecks.labelled(structure(), data);
    return Evaluation.classification(structure(), evaluator(model.graphs().evaluation()), data, TrainingDefaults.BATCH);
  }

  Regression regression(DataSet data) {
    DataChecks.fits(structure(), false, false, data);
    var tally = new NumberTally(Math.toIntExact(model.outputShape().size()));
    Evaluation.outputs(structure(), evaluator(model.graphs().evaluation()), data, TrainingDefaults.BATCH,
        b -> tally.add(b.output(), b.target(), b.size()));
    return tally.regression();
  }

  Score score(DataSet data, Loss loss) {
    LossGraph.requireFit(structure(), loss, data);
    Targets targets = LossGraph.targets(loss, structure());
    return Evaluation.of(structure(), evaluator(model.graphs().evaluation(loss)), data, targets, TrainingDefaults.BATCH, Set.of()).score();
  }

  private NetworkDefinition structure() {
    return model.structure();
  }

  private int classes() {
    return structure().output().shape().rank() == 2 ? structure().output().shape().extent(1) : 1;
  }

  private void evaluated(DataSet data, Consumer<Batch> seen) {
    DataChecks.labelled(structure(), data);
    Evaluation.outputs(structure(), evaluator(model.graphs().evaluation()), data, TrainingDefaults.BATCH, seen);
  }

  private StepRunner evaluator(Graph graph) {
    StepRunner runner = Backend.standard().compile(graph).runner(TrainingDefaults.threads());
    model.values(Mode.INFERENCE).forEach(runner::setState);
    return runner;
  }
}
