package jacquard.oracles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.ModelGraphs;
import jacquard.api.ModelOptions;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.Tensor;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.oracles.JsonOracles.Fields;
import jacquard.runtime.Context;
import jacquard.runtime.Executable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// All networks of `training.json` trained through the graphs a model gives and the compiled f64 training step: first gradients, the loss
/// of every step, final parameters and the logits afterwards. And the settings of `optimizers.json`, each through such a step. Every
/// vector width and number of threads gives the same bits.
@Tag("any-width") // goes through the widths itself
class TorchTrainingOracleTest {
  private static final Agreement AGREEMENT = new Agreement(1e-10, 1e-13);

  /// The networks by their name in the file; its `layers` say the same in words.
  private static final Map<String, Network> NETWORKS = Map.of(
      "lenet_small", x -> x
          .conv(4, 5, c -> c.padding(2)).tanh().avgPool(2)
          .conv(6, 3).tanh().avgPool(2)
          .flatten().dense(12).tanh().dense(5),
      "vgg_small", x -> x
          .conv(6, 3, c -> c.padding(1)).relu().conv(6, 3, c -> c.padding(1)).relu().maxPool(2)
          .conv(8, 3, c -> c.padding(1)).relu().maxPool(2)
          .flatten().dense(5),
      "mobilenet_small", x -> x
          .conv(4, 3, c -> c.stride(2).padding(1).bias(false)).batchNorm().relu()
          .conv(4, 3, c -> c.padding(1).groups(4).bias(false)).batchNorm().relu()
          .conv(8, 1, c -> c.bias(false)).batchNorm().relu()
          .mean(1, 2).dense(5),
      "residual_small", x -> x
          .conv(4, 3, c -> c.padding(1)).relu()
          .block("residual", t -> t
              .conv(4, 3, c -> c.padding(1).bias(false)).batchNorm().relu()
              .conv(4, 3, c -> c.padding(1).bias(false)).batchNorm()
              .plus(t).relu())
          .mean(1, 2).dense(5),
      "tcn_small", x -> x
          .conv(4, 3, c -> c.paddingBefore(2)).relu()
          .conv(4, 3, c -> c.dilation(2).paddingBefore(4)).relu()
          .mean(1).dense(5),
      "inception_small", x -> x
          .conv(4, 3, c -> c.padding(1)).relu()
          .block("inception", t -> Tensor.concat(
              t.conv(3, 1).relu(),
              t.conv(2, 1).relu().conv(3, 3, c -> c.padding(1)).relu(),
              t.conv(2, 5, c -> c.padding(2)).relu()))
          .maxPool(3, p -> p.stride(2).padding(1))
          .mean(1, 2).dense(5),
      "conv3d_small", x -> x
          .conv(3, 3, c -> c.padding(1)).relu().maxPool(2)
          .convTranspose(2, 2, c -> c.stride(2)).relu()
          .mean(1, 2, 3).dense(5));

  @TestFactory
  Stream<DynamicTest> networks() {
    Path file = JsonOracles.folder("jacquard.oracles.torchTraining").resolve("training.json");
    Map<String, Fields> cases = new LinkedHashMap<>();
    JsonOracles.read(file).objects("cases").forEach(c -> cases.put(c.text("network"), c));
    System.out.printf("TorchTrainingOracleTest: %d networks%n", cases.size());
    Stream<DynamicTest> known = Stream.of(dynamicTest("every network of the file is known, and the other way round",
        () -> assertEquals(new TreeSet<>(cases.keySet()), new TreeSet<>(NETWORKS.keySet()))));
    return Stream.concat(known, cases.keySet().stream().map(name -> dynamicTest(name, file.toUri(), () -> check(name, cases.get(name)))));
  }

  @TestFactory
  Stream<DynamicTest> optimizers() {
    Path file = JsonOracles.folder("jacquard.oracles.torchTraining").resolve("optimizers.json");
    List<Fields> cases = JsonOracles.read(file).objects("cases");
    System.out.printf("TorchTrainingOracleTest: %d settings of optimizers%n", cases.size());
    return cases.stream().map(c -> dynamicTest(c.text("optimizer") + " " + c.fields("settings").values().keySet(), file.toUri(),
        () -> new OptimizerRun(c).check()));
  }

  private static void check(String name, Fields expected) {
    Model model = model(name, expected);
    Map<String, NdArray> first = Map.of();
    for (int bits : CodeForm.VECTOR_BITS) {
      var programs = new Programs(model, expected, bits);
      for (int threads = 1; threads <= CodeForm.MAX_THREADS; threads++) {
        Map<String, NdArray> results = programs.run(threads);
        if (first.isEmpty()) {
          first = results;
          agree(expectations(model, expected), results);
        }
        String form = new CodeForm(bits, threads).toString();
        first.forEach((what, value) -> assertEquals(value, results.get(what), () -> what + " in other bits with " + form));
      }
    }
  }

  private static Model model(String name, Fields expected) {
    Shape x = expected.tensor("x").shape();
    var options = ModelOptions.of(x.slice(1, x.rank())).dtype(DType.F64);
    Network network = NETWORKS.get(name);
    assertNotNull(network, () -> "network '" + name + "' is unknown: add it to NETWORKS");
    Model fresh = Model.define(name, options, network);
    return fresh.withParameters(named(fresh, expected.tensors("initial_state")));
  }

  /// The file's tensors under our names: its parameters, and its running statistics, each in definition order.
  private static Map<String, NdArray> named(Model model, Map<String, NdArray> tensors) {
    var named = new LinkedHashMap<String, NdArray>();
    Iterator<String> parameters = model.parameters().keySet().iterator();
    Iterator<String> statistics = model.statistics().keySet().iterator();
    tensors.forEach((name, value) -> named.put((name.contains("running_") ? statistics : parameters).next(), value));
    assertTrue(!parameters.hasNext(), () -> "the file has fewer parameters than " + model);
    return named;
  }

  private static Map<String, NdArray> states(Model model) {
    var states = new LinkedHashMap<>(model.parameters());
    states.putAll(model.statistics());
    return states;
  }

  private static Map<String, NdArray> expectations(Model model, Fields expected) {
    var all = new LinkedHashMap<String, NdArray>();
    named(model, expected.tensors("first_step_gradients")).forEach((name, value) -> all.put("first gradient of " + name, value));
    all.put("losses", NdArray.of(Shape.of(expected.numbers("losses").length), expected.numbers("losses")));
    named(model, expected.tensors("final_state")).forEach((name, value) -> all.put("final " + name, value));
    all.put("logits", expected.tensor("eval_logits_after_training"));
    return all;
  }

  private static void agree(Map<String, NdArray> expected, Map<String, NdArray> results) {
    var problems = new ArrayList<String>();
    expected.forEach((what, value) -> AGREEMENT.check(what, value, results.get(what)).ifPresent(problems::add));
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
  }

  /// The three programs of a model for one vector width.
  private static final class Programs {
    private final Model model;
    private final Fields given;
    private final int batch;
    private final double rate;
    private final Executable gradient;
    private final Executable training;
    private final Executable evaluation;

    Programs(Model model, Fields given, int vectorBits) {
      this.model = model;
      this.given = given;
      this.batch = given.tensor("x").shape().extent(0);
      Fields sgd = given.fields("optimizer").fields("sgd");
      this.rate = sgd.number("lr");
      var optimizer = Optimizer.sgd(rate).momentum(sgd.number("momentum")).weightDecay(sgd.number("weight_decay"));
      var form = new CodeForm(vectorBits, 1);
      this.gradient = form.compile(model.graphs().gradient(Loss.crossEntropy()));
      this.training = form.compile(model.graphs().training(Loss.crossEntropy(), optimizer));
      this.evaluation = form.compile(model.graphs().evaluation());
    }

    Map<String, NdArray> run(int threads) {
      var results = new LinkedHashMap<String, NdArray>();
      Context first = context(gradient, threads, states(model));
      first.run(batch);
      model.parameters().keySet().forEach(p -> results.put("first gradient of " + p, first.output(p + "/gradient")));

      Context step = context(training, threads, states(model));
      results.put("losses", train(step));
      var trained = new LinkedHashMap<String, NdArray>();
      states(model).keySet().forEach(p -> trained.put(p, step.state(p)));
      trained.forEach((name, value) -> results.put("final " + name, value));

      Context after = context(evaluation, threads, trained);
      after.run(batch);
      results.put("logits", after.output(ModelGraphs.OUTPUT));
      return results;
    }

    private Context context(Executable program, int threads, Map<String, NdArray> parameters) {
      Context context = program.context(threads);
      parameters.forEach(context::setState);
      context.setInput(ModelGraphs.INPUT, given.tensor("x"));
      if (program != evaluation) {
        context.setInput(ModelGraphs.TARGET, given.tensor("target"));
      }
      return context;
    }

    private NdArray train(Context step) {
      double[] losses = new double[given.numbers("losses").length];
      step.setScalar(ModelGraphs.LEARNING_RATE, rate);
      for (int i = 0; i < losses.length; i++) {
        step.setScalar(ModelGraphs.STEP, i + 1.0);
        step.run(batch);
        losses[i] = step.scalar(ModelGraphs.LOSS);
      }
      return NdArray.of(Shape.of(losses.length), losses);
    }
  }
}
