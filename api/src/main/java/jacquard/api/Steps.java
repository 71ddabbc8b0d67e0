package jacquard.api;

import jacquard.api.network.ArrayCheck;
import jacquard.api.run.StepRunner;
import jacquard.api.train.BatchStatistics;
import jacquard.api.train.StateCheck;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Training one step at a time, on arrays of the caller's. For one thread.
///
/// Loss, optimiser, learning rate, seed and threads are the trainer's; batches, epochs and tests are the caller's own affair.
/// Numerics a step whose loss is not finite changes nothing, and the next one counts as the same step.
///          One that makes a parameter, statistic or optimiser slot infinite or NaN ends in an error.
/// Errors   `run/inputs`, `run/shape`, `data/label-range`, `train/one-value`, `train/not-finite`
///
/// ```java
/// Steps steps = model.trainer(t -> t.loss(Loss.output("class", Loss.crossEntropy()).and("box", Loss.huber(), 0.5))).steps(1000);
/// double loss = steps.step(Map.of("image", images, "target.class", labels, "target.box", boxes));
/// Model trained = steps.model();
/// ```
public final class Steps {
  private static final Set<String> OWN = Set.of(ModelGraphs.LEARNING_RATE, ModelGraphs.STEP, ModelGraphs.SEED);

  private final Model start;
  private final StepRunner runner;
  private final LearningRate learningRate;
  private final long total;
  private final Map<String, TensorType> arrays = new LinkedHashMap<>();
  private final Map<String, Integer> classes = new LinkedHashMap<>();
  private final boolean needsSeveral;
  private final StateCheck states;
  private long done;

  Steps(Model start, TrainerOptions options, long total) {
    this.start = start;
    this.total = total;
    this.learningRate = options.chosenLearningRate();
    this.needsSeveral = BatchStatistics.needsSeveral(start.structure());
    options.requireWhole();
    Graph graph = start.graphs().training(options.step());
    this.runner = options.budgetedBackend().compile(graph).runner(options.threads);
    start.values().forEach(runner::setState);
    this.states = new StateCheck(start.structure(), runner);
    if (start.structure().training().random()) {
      runner.setInput(ModelGraphs.SEED, NdArray.of(Shape.SCALAR, options.seed));
    }
    graph.inputs().forEach(n -> arrays.put(((Input) n.op()).name(), n.type()));
    arrays.keySet().removeAll(OWN);
    Map<String, Node> outputs = start.structure().forward().outputs();
    for (Loss.PerOutput.Part part : LossGraph.parts(options.loss, outputs.keySet())) {
      if (LossGraph.takesLabels(part.loss())) {
        classes.put(LossGraph.targetName(options.loss, part), Objects.requireNonNull(outputs.get(part.output())).type().shape().extent(1));
      }
    }
  }

  /// One step on inputs and targets by name, all of one batch size, and the loss before it.
  public double step(Map<String, NdArray> given) {
    int batch = 0;
    for (Map.Entry<String, TensorType> array : arrays.entrySet()) {
      NdArray value = ArrayCheck.checked(array.getKey(), array.getValue(), batch, given);
      batch = value.shape().extent(0);
      Integer count = classes.get(array.getKey());
      if (count != null) {
        ArrayCheck.labels(array.getKey(), value, count);
      }
      runner.setInput(array.getKey(), value);
    }
    if (batch == 1 && needsSeveral) {
      throw BatchStatistics.single(start.structure());
    }
    runner.setScalar(ModelGraphs.LEARNING_RATE, learningRate.at(done, total));
    runner.setScalar(ModelGraphs.STEP, (double) (done + 1));
    long began = System.nanoTime();
    runner.run(batch);
    long nanos = System.nanoTime() - began;
    double loss = runner.scalar(ModelGraphs.LOSS);
    if (Double.isFinite(loss)) {
      done++;
      states.stepDone(nanos);
    } else {
      states.now(); // the step itself changed nothing
    }
    return loss;
  }

  /// The model with the values reached.
  ///
  /// Errors: `train/not-finite` where a step made one of them infinite or NaN.
  public Model model() {
    states.now();
    var values = new LinkedHashMap<String, NdArray>();
    start.structure().states().forEach(p -> values.put(p.name(), runner.state(p.name())));
    return start.withValues(values);
  }
}
