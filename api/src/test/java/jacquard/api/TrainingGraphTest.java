package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import jacquard.api.run.StepRunner;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Gradients, losses, final state and logits of small networks against PyTorch, in f64 on the reference evaluator.
final class TrainingGraphTest {
  private static final double RELATIVE = 1e-10;

  @Test
  void lenetSmallTrainsAsInPyTorch() {
    check("lenet_small", x -> x.conv(4, 5, c -> c.padding(2)).tanh().avgPool(2).conv(6, 3).tanh().avgPool(2)
        .flatten().dense(12).tanh().dense(5));
  }

  @Test
  void vggSmallTrainsAsInPyTorch() {
    check("vgg_small", x -> x.conv(6, 3, c -> c.padding(1)).relu().conv(6, 3, c -> c.padding(1)).relu().maxPool(2)
        .conv(8, 3, c -> c.padding(1)).relu().maxPool(2).flatten().dense(5));
  }

  private static void check(String network, Network body) {
    assumeTrue(SharedFiles.present());
    JsonObject oracle = SharedFiles.training("training.json").getAsJsonArray("cases").asList().stream()
        .map(JsonElement::getAsJsonObject).filter(c -> c.get("network").getAsString().equals(network)).findFirst().orElseThrow();
    NdArray x = SharedFiles.array(oracle.get("x"));
    NdArray target = SharedFiles.array(oracle.get("target"));
    Model fresh = Model.define(network, ModelOptions.of(x.shape().without(0)).dtype(DType.F64), body);
    List<String> theirs = new ArrayList<>(oracle.getAsJsonObject("initial_state").keySet());
    List<String> ours = new ArrayList<>(fresh.parameters().keySet());
    Map<String, NdArray> initial = new LinkedHashMap<>();
    for (int i = 0; i < ours.size(); i++) {
      initial.put(ours.get(i), SharedFiles.array(oracle.getAsJsonObject("initial_state").get(theirs.get(i))));
    }
    Model model = fresh.withParameters(initial);
    gradients(model, oracle, x, target, theirs, ours);
    steps(model, oracle, x, target, theirs, ours);
  }

  private static void gradients(Model model, JsonObject oracle, NdArray x, NdArray target, List<String> theirs, List<String> ours) {
    StepRunner runner = new ReferenceBackend().compile(model.graphs().gradient(Loss.crossEntropy())).runner(1);
    model.values().forEach(runner::setState);
    runner.setInput(ModelGraphs.INPUT, x);
    runner.setInput(ModelGraphs.TARGET, target);
    runner.run(x.shape().extent(0));
    for (int i = 0; i < ours.size(); i++) {
      NdArray expected = SharedFiles.array(oracle.getAsJsonObject("first_step_gradients").get(theirs.get(i)));
      NdArray actual = NdArray.zeros(expected.type());
      runner.output(ours.get(i) + "/gradient", actual);
      Closeness.assertClose("gradient of " + ours.get(i), expected, actual, RELATIVE);
    }
  }

  private static void steps(Model model, JsonObject oracle, NdArray x, NdArray target, List<String> theirs, List<String> ours) {
    JsonObject sgd = oracle.getAsJsonObject("optimizer").getAsJsonObject("sgd");
    Optimizer optimizer = Optimizer.sgd(sgd.get("lr").getAsDouble()).momentum(sgd.get("momentum").getAsDouble())
        .weightDecay(sgd.get("weight_decay").getAsDouble());
    StepRunner runner = new ReferenceBackend().compile(model.graphs().training(Loss.crossEntropy(), optimizer)).runner(1);
    model.values().forEach(runner::setState);
    runner.setInput(ModelGraphs.INPUT, x);
    runner.setInput(ModelGraphs.TARGET, target);
    runner.setScalar(ModelGraphs.LEARNING_RATE, optimizer.learningRate());
    int step = 0;
    for (JsonElement loss : oracle.getAsJsonArray("losses")) {
      runner.setScalar(ModelGraphs.STEP, ++step);
      runner.run(x.shape().extent(0));
      assertEquals(loss.getAsDouble(), runner.scalar(ModelGraphs.LOSS), RELATIVE * loss.getAsDouble(), "loss of step " + step);
    }
    Map<String, NdArray> last = new LinkedHashMap<>();
    for (int i = 0; i < ours.size(); i++) {
      NdArray value = runner.state(ours.get(i));
      Closeness.assertClose(ours.get(i), SharedFiles.array(oracle.getAsJsonObject("final_state").get(theirs.get(i))), value, RELATIVE);
      last.put(ours.get(i), value);
    }
    NdArray logits = SharedFiles.array(oracle.get("eval_logits_after_training"));
    StepRunner inference = new ReferenceBackend().compile(model.withParameters(last).graphs().inference()).runner(1);
    inference.setInput(ModelGraphs.INPUT, x);
    inference.run(x.shape().extent(0));
    NdArray actual = NdArray.zeros(logits.type());
    inference.output(ModelGraphs.OUTPUT, actual);
    Closeness.assertClose("logits", logits, actual, RELATIVE);
  }
}
