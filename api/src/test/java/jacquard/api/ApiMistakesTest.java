package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.layer.Initializer;
import jacquard.api.nets.Nets;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What users get wrong while defining and training a model, and what they are told.
final class ApiMistakesTest {
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  private static UserError mistake(String code, Executable action) {
    UserError error = assertThrows(UserError.class, action);
    assertEquals(code, error.code(), error.getMessage());
    return error;
  }

  private static void network(String code, Shape input, Network body, String... parts) {
    UserError error = mistake(code, () -> Model.define("net", input, body));
    assertTrue(error.getMessage().contains("ApiMistakesTest.java"), error.getMessage());
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }

  @Test
  void matricesHaveTwoDimensions() {
    UserError e = assertThrows(UserError.class, () -> Model.define("net", Shape.of(4), x -> x.matMul(x)));
    assertTrue(e.getMessage().contains("got       [4] and [4]"), e.getMessage());
    assertTrue(e.getMessage().contains("reshape a vector to [1,K] or [K,1]"), e.getMessage());
  }

  @Test
  void anEmptyOutputShowsItsArithmetic() {
    network("convolution/empty-output", IMAGE, x -> x.conv(6, 5).conv(6, 5).conv(6, 30), "layer \"conv3\"",
        "⌊(0 + 20 + 0 − 1·(30−1) − 1) / 1⌋ + 1 = -9");
    network("max_pool/empty-output", IMAGE, x -> x.maxPool(29), "layer \"pool1\"");
  }

  @Test
  void aDenseLayerOnAnImageAsksForFlatten() {
    UserError error = mistake("dense/flatten", () -> Model.define("net", IMAGE, x -> x.conv(6, 5).dense(10)));
    String line = error.getMessage().lines().filter(l -> l.contains("at ")).findFirst().orElseThrow();
    assertTrue(line.matches("  at        ApiMistakesTest.java:\\d+, layer \"dense1\""), line);
    assertEquals("""
        dense: the input has 3 dimensions, a dense layer takes a vector         [dense/flatten]
        %s
          got       x f32[N,6,24,24]
          expected  [N,features]
          fix       call flatten() before dense(10); dense(10, d -> d.lastDimension()) works on the last dimension alone"""
        .formatted(line), error.getMessage());
  }

  /// The line at fault is not the user's; theirs is named beside it.
  @Test
  void aBuiltInNetworkThatDoesNotFitNamesTheLineThatAskedForIt() {
    Model lenet = Nets.define("lenet5");
    for (Executable asked : new Executable[] {() -> lenet.at(Shape.of(1, 8, 8)),
        () -> Nets.define("lenet5", o -> o.input(Shape.of(1, 8, 8)))}) {
      String message = mistake("convolution/empty-output", asked).getMessage();
      assertTrue(message.contains("at        Lenet5.java:"), message);
      assertTrue(message.matches("(?s).*\n  called at ApiMistakesTest.java:\\d+, \"lenet5\" for \\[1,8,8]"), message);
    }
    assertTrue(mistake("nets/unknown", () -> Nets.define("lenet")).getMessage().contains("ApiMistakesTest.java"));
  }

  @Test
  void argumentsOutOfRangeAreNamed() {
    network("conv/filters", IMAGE, x -> x.conv(0, 3), "filters = 0");
    network("conv/kernel", IMAGE, x -> x.conv(4, -1), "kernel = -1");
    network("conv/kernel", IMAGE, x -> x.conv(4, c -> c.kernel(3, 3, 3)), "[3, 3, 3]");
    network("conv/stride", IMAGE, x -> x.conv(4, 3, c -> c.stride(0)), "stride = 0");
    network("conv/groups", IMAGE, x -> x.conv(4, 3, c -> c.groups(2)), "C = 1");
    network("conv/rank", Shape.of(784), x -> x.conv(4, 3), "reshape");
    network("dense/units", Shape.of(784), x -> x.dense(0), "units = 0");
    network("pool/window", IMAGE, x -> x.avgPool(0), "window = 0");
    network("max_pool/padding", IMAGE, x -> x.maxPool(2, p -> p.padding(2)), "layer \"pool1\"");
    network("reshape/size", IMAGE, x -> x.reshape(28, 27), "756");
    network("reduce/axis", IMAGE, x -> x.mean(3), "[-3, 3)");
    network("add/broadcast", IMAGE, x -> x.plus(x.conv(1, 3)), "layer \"add1\"");
  }

  @Test
  void namesAndUseOfLayersAreChecked() {
    network("layer/name", IMAGE, x -> x.conv(1, 3, c -> c.name("stem")).conv(1, 3, c -> c.name("stem")), "stem");
    network("model/unused-layer", IMAGE, x -> {
      x.relu();
      return x.conv(1, 3);
    }, "relu1", "x = x.relu()");
    AtomicReference<Tensor> leaked = new AtomicReference<>();
    Model.define("first", IMAGE, x -> {
      leaked.set(x);
      return x.relu();
    });
    mistake("model/finished", () -> leaked.get().relu());
    network("add/foreign", IMAGE, x -> x.plus(leaked.get()), "different networks");
    network("model/foreign", IMAGE, x -> leaked.get(), "lambda");
    mistake("model/name", () -> Model.define("my net", IMAGE, x -> x));
    mistake("model/input", () -> Model.define("net", Shape.of(1, 0), x -> x));
  }

  @Test
  void hyperParametersOutOfRangeAreNamed() {
    mistake("optimizer/value", () -> Optimizer.sgd(-1));
    mistake("optimizer/value", () -> Optimizer.adam(1e-3).betas(0.9, 1));
    mistake("optimizer/nesterov", () -> Optimizer.sgd(0.1).nesterov(true));
    mistake("learning-rate/value", () -> LearningRate.oneCycle(0));
    mistake("loss/smoothing", () -> Loss.crossEntropy(1));
    Model model = Nets.define("linear");
    mistake("train/option", () -> model.trainer(t -> t.batch(0)));
    mistake("train/option", () -> model.trainer(t -> t.epochs(0)));
  }

  @Test
  void anUnknownNetworkGetsTheNearestName() {
    UserError error = mistake("nets/unknown", () -> Nets.define("lenet-5"));
    assertTrue(error.getMessage().contains("did you mean \"lenet5\"?"), error.getMessage());
    assertTrue(error.getMessage().contains("convnet-mnist"), error.getMessage());
  }

  @Test
  void parametersBeyondMemoryAreRefusedWhenTheyAreNeeded() {
    Model model = Model.define("large", Shape.of(512, 17, 17), x -> x.flatten().dense(50176));
    mistake("model/parameter-size", model::parameters);
  }

  @Test
  void extentsBeyondOneDimensionAreNamed() {
    mistake("flatten/extent", () -> Model.define("net", Shape.of(65536, 65536), x -> x.flatten().dense(2)));
    mistake("tile/too-large", () -> Model.define("net", Shape.of(65536), x -> x.tile(65536)));
  }

  @Test
  void whatANetworkKeepsHasNoBatchDimension() {
    Shape batched = Shape.of(784).batched();
    network("parameter/shape", Shape.of(784), x -> x.plus(x.parameter("p", batched, Initializer.constant(1))), "[784]");
    network("state/shape", Shape.of(784), x -> x.plus(x.state("s", batched, 0, s -> s)), "[784]");
  }

  @Test
  void measuresAskForAsManyLabelsAsThereAreRows() {
    NdArray outputs = NdArray.zeros(TensorType.f32(2, 3));
    mistake("metrics/labels", () -> Metrics.wrong(outputs, new int[1], 2));
    mistake("metrics/labels", () -> Metrics.wrong(outputs, new int[3], 3));
    mistake("metrics/labels", () -> Metrics.wrong(NdArray.zeros(TensorType.f32(3)), new int[3], 3));
    mistake("metrics/labels", () -> Metrics.errorRate(outputs, 0, 7));
    mistake("metrics/labels", () -> Metrics.topError(2, outputs, -1, 0));
    mistake("metrics/labels", () -> Metrics.classification(outputs, 3, 0));
    mistake("metrics/range", () -> Metrics.largest(outputs, 4, 3));
    mistake("metrics/range", () -> Metrics.largest(outputs, -1, 3));
    mistake("metrics/range", () -> Metrics.largest(outputs, 0, 0));
    mistake("metrics/range", () -> Metrics.largest(outputs, 1, Integer.MAX_VALUE));
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    double infinite = Double.POSITIVE_INFINITY;
    network("layer_norm/epsilon", IMAGE, x -> x.layerNorm(1, n -> n.epsilon(infinite)));
    network("group_norm/epsilon", IMAGE, x -> x.groupNorm(1, n -> n.epsilon(infinite)));
    network("instance_norm/epsilon", IMAGE, x -> x.instanceNorm(n -> n.epsilon(Double.NaN)));
    network("instance_norm/epsilon", IMAGE, x -> x.instanceNorm(n -> n.epsilon(infinite)));
    network("local_response_norm/alpha", IMAGE, x -> x.localResponseNorm(3, n -> n.alpha(Double.NaN)));
    network("local_response_norm/beta", IMAGE, x -> x.localResponseNorm(3, n -> n.beta(infinite)));
    network("local_response_norm/k", IMAGE, x -> x.localResponseNorm(3, n -> n.k(-infinite)));
  }
}
