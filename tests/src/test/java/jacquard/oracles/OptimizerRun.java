package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.ModelOptions;
import jacquard.api.Optimizer;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.oracles.JsonOracles.Fields;
import jacquard.runtime.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One case of `optimizers.json` through the compiled training step of a model whose gradients are those given.
///
/// The model is a dense layer `w[O,I]` without bias, its batch the unit vectors, and its loss `Σ n,o  y[n,o]·target[n,o]`: then `y` is
/// `w` transposed, and the gradient of `w` the transposed target, exactly.
final class OptimizerRun {
  private static final Agreement AGREEMENT = new Agreement(1e-10, 1e-13);
  private static final String WEIGHT = "dense1.weight";

  private final Fields given;
  private final Optimizer optimizer;
  private final int outputs;
  private final int inputs;
  private final Model model;

  OptimizerRun(Fields given) {
    this.given = given;
    this.optimizer = TorchOptimizers.of(given);
    NdArray start = given.tensor("parameter");
    this.outputs = start.shape().extent(0);
    this.inputs = start.shape().extent(1);
    this.model = Model.define("update", ModelOptions.of(Shape.of(inputs)).dtype(DType.F64), x -> x.dense(outputs, d -> d.bias(false)))
        .withParameters(Map.of(WEIGHT, start));
  }

  /// Every vector width and number of threads: the first form agrees with PyTorch, the others with it to the bit.
  void check() {
    // The loss is the mean over the examples; there are as many as inputs.
    Loss linear = Loss.of((y, target) -> y.times(target).sum().times((double) inputs));
    List<NdArray> first = List.of();
    for (int bits : CodeForm.VECTOR_BITS) {
      for (int threads = 1; threads <= CodeForm.MAX_THREADS; threads++) {
        var form = new CodeForm(bits, threads);
        List<NdArray> results = run(form.compile(model.graphs().training(linear, optimizer)).context(threads));
        if (first.isEmpty()) {
          first = results;
          agree(results);
        }
        assertEquals(first, results, () -> "other bits with " + form);
      }
    }
  }

  /// The parameter after each step.
  private List<NdArray> run(Context context) {
    context.setState(WEIGHT, given.tensor("parameter"));
    context.setInput(ModelGraphs.INPUT, unitVectors());
    context.setScalar(ModelGraphs.LEARNING_RATE, optimizer.learningRate());
    var results = new ArrayList<NdArray>();
    for (Fields step : given.objects("steps")) {
      context.setInput(ModelGraphs.TARGET, transposed(step.tensor("gradient")));
      context.setScalar(ModelGraphs.STEP, results.size() + 1.0);
      context.run(inputs);
      results.add(context.state(WEIGHT));
    }
    return results;
  }

  private void agree(List<NdArray> results) {
    var problems = new ArrayList<String>();
    List<Fields> steps = given.objects("steps");
    for (int i = 0; i < steps.size(); i++) {
      AGREEMENT.check("parameter after step " + (i + 1), steps.get(i).tensor("parameter_after"), results.get(i)).ifPresent(problems::add);
    }
    assertTrue(problems.isEmpty(), () -> optimizer + "\n" + String.join("\n", problems));
  }

  private NdArray unitVectors() {
    var values = new double[inputs * inputs];
    for (int i = 0; i < inputs; i++) {
      values[i * inputs + i] = 1;
    }
    return NdArray.of(Shape.of(inputs, inputs), values);
  }

  private NdArray transposed(NdArray gradient) {
    var values = new double[inputs * outputs];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        values[i * outputs + o] = gradient.get(o * inputs + i);
      }
    }
    return NdArray.of(Shape.of(inputs, outputs), values);
  }

  @Override
  public String toString() {
    return optimizer.toString();
  }
}
