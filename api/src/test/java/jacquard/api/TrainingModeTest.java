package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.api.network.InputSpec;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.network.RandomSource;
import jacquard.api.options.BatchNormOptions;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Input;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Cast;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What differs between training and inference: statistics, auxiliary heads, random numbers.
final class TrainingModeTest {
  private static final double EXACT = 1e-12;
  private static final NdArray X = NdArray.of(Shape.of(4, 2), 1.0, 10, 2, 20, 3, 60, 6, 30);
  private static final NdArray TARGET = NdArray.of(Shape.of(4, 2), new double[8]);

  private static Model normalized(Consumer<BatchNormOptions> options) {
    return Model.define("normalized", ModelOptions.of(Shape.of(2)).dtype(DType.F64), x -> x.batchNorm(options));
  }

  /// The model's training program after one step at rate 0.
  private static StepRunner step(Model model, NdArray x) {
    StepRunner runner = Backend.standard().compile(model.graphs().training(Loss.meanSquaredError(), Optimizer.sgd(0))).runner(1);
    model.values().forEach(runner::setState);
    runner.setInput(ModelGraphs.INPUT, x);
    runner.setInput(ModelGraphs.TARGET, TARGET);
    runner.setScalar(ModelGraphs.LEARNING_RATE, 0);
    runner.setScalar(ModelGraphs.STEP, 1);
    runner.run(4);
    return runner;
  }

  private static void assertState(StepRunner runner, String name, double first, double second) {
    assertEquals(first, runner.state(name).get(0), EXACT, name);
    assertEquals(second, runner.state(name).get(1), EXACT, name);
  }

  @Test
  void runningAveragesFollowEitherConvention() {
    // Means 3 and 30; mean squared differences 3.5 and 350.
    StepRunner torch = step(normalized(b -> b.momentum(0.25)), X);
    assertState(torch, "batchNorm1.mean", 0.75, 7.5);
    assertState(torch, "batchNorm1.variance", 0.75 + 0.25 * 3.5 * 4 / 3, 0.75 + 0.25 * 350 * 4 / 3);
    StepRunner keras = step(normalized(b -> b.decay(0.75).unbiased(false)), X);
    assertState(keras, "batchNorm1.mean", 0.75, 7.5);
    assertState(keras, "batchNorm1.variance", 0.75 + 0.25 * 3.5, 0.75 + 0.25 * 350);
  }

  @Test
  void trainingUsesTheBatchAndInferenceTheAverages() {
    Model model = normalized(b -> b.epsilon(0).scale(false).shift(false));
    NdArray y = NdArray.zeros(X.type());
    step(model, X).output(ModelGraphs.OUTPUT, y);
    assertEquals((1 - 3) / Math.sqrt(3.5), y.get(0), EXACT);
    Model moved = model.withParameters(Map.of("batchNorm1.mean", NdArray.of(Shape.of(2), 1.0, 2),
        "batchNorm1.variance", NdArray.of(Shape.of(2), 4.0, 9)));
    assertEquals(2.5, moved.compile().predict(X).get(6), EXACT);
    assertEquals(18 / 3.0, moved.compile().predict(X).get(3), EXACT);
  }

  @Test
  void aStepWhoseLossIsNotFiniteLeavesStatisticsAlone() {
    NdArray broken = X.cast(DType.F64);
    broken.set(3, Double.NaN);
    StepRunner runner = step(normalized(b -> {}), broken);
    assertState(runner, "batchNorm1.mean", 0, 0);
    assertState(runner, "batchNorm1.variance", 1, 1);
  }

  @Test
  void statisticsAreSavedCountedAndNotHashed(@TempDir Path folder) {
    Model model = normalized(b -> {});
    assertEquals(List.of("batchNorm1.weight", "batchNorm1.bias"), List.copyOf(model.parameters().keySet()));
    assertEquals(List.of("batchNorm1.mean", "batchNorm1.variance"), List.copyOf(model.statistics().keySet()));
    Summary.Row row = model.summary().row("batchNorm1");
    assertEquals(List.of(4L, 4L, 2L), List.of(row.parameters(), row.fixedParameters(), row.operations()));
    Model other = model.withParameters(Map.of("batchNorm1.mean", NdArray.of(Shape.of(2), 5.0, 6)));
    assertEquals(model.parametersSha256(), other.parametersSha256());
    other.save(folder.resolve("model.safetensors"));
    assertEquals(other.statistics(), model.load(folder.resolve("model.safetensors")).statistics());
    assertNotEquals(other.statistics(), model.statistics());
  }

  @Test
  void aNetworkThatBehavesAlikeInBothModesIsBuiltOnce() {
    Model model = Model.define("plain", Shape.of(3), x -> x.dense(2).relu());
    assertSame(model.structure().inference(), model.structure().training());
  }

  @Test
  void auxiliaryHeadsAddTheirWeightedLossInTrainingOnly() {
    Network body = x -> x.dense(2, d -> d.bias(false)).auxiliary("aux", 0.3, t -> t.dense(2)).relu();
    Model model = Model.define("heads", ModelOptions.of(Shape.of(2)).dtype(DType.F64), body);
    assertEquals(List.of("dense1.weight", "aux.dense1.weight", "aux.dense1.bias"), List.copyOf(model.parameters().keySet()));
    assertEquals(4, model.summary().parameters());
    assertEquals(6, model.summary().auxiliaryParameters());
    assertEquals(1, model.graphs().evaluation().states().size());
    assertEquals(List.of("dense1", "relu1"), model.summary().rows().stream().map(Summary.Row::name).toList());

    Model bare = Model.define("bare", ModelOptions.of(Shape.of(2)).dtype(DType.F64), x -> x.dense(2, d -> d.bias(false)).relu())
        .withParametersOf(model).model();
    Model head = Model.define("head", ModelOptions.of(Shape.of(2)).dtype(DType.F64),
        x -> x.dense(2, d -> d.bias(false)).dense(2)).withParameters(Map.of("dense1.weight", model.parameters().get("dense1.weight"),
            "dense2.weight", model.parameters().get("aux.dense1.weight"), "dense2.bias", model.parameters().get("aux.dense1.bias")));
    double expected = step(bare, X).scalar(ModelGraphs.LOSS) + 0.3 * step(head, X).scalar(ModelGraphs.LOSS);
    assertEquals(expected, step(model, X).scalar(ModelGraphs.LOSS), EXACT * expected);
    assertEquals("auxiliary/weight", assertThrows(UserError.class, () -> Model.define("m", Shape.of(2),
        x -> x.auxiliary("a", -1, t -> t.dense(1)))).code());
  }

  @Test
  void randomLayersAddSeedAndStep() {
    NetworkDefinition structure = NetworkDefinition.of("random", List.of(new InputSpec(ModelGraphs.INPUT, Shape.of(2), DType.F64)),
        DType.F64, Tensors.symbolic(MultiNetwork.of(x -> noise(noise(x)))));
    Graph training = structure.training().graph();
    assertEquals(List.of("x", "seed", "step"), training.inputs().stream().map(n -> ((Input) n.op()).name()).toList());
    assertEquals(1, structure.inference().graph().inputs().size());
  }

  /// A layer that adds the seed, the step and its stream's number in training.
  private static Tensor noise(Tensor x) {
    LayerBuilder layer = x.symbol().network().layer("noise", "noise", null);
    var y = x.symbol().node();
    if (layer.training()) {
      RandomSource random = layer.random();
      y = layer.add(new Add(), y, layer.add(new Cast(DType.F64), random.seed()));
      y = layer.add(new Add(), y, layer.add(new Cast(DType.F64), random.step()));
      y = layer.add(new Add(), y, layer.constant(random.stream()));
    }
    return new Tensor(layer.finish(y, "noise", x.symbol().field()));
  }

  @Test
  void seedAndStepReachTheLayers() {
    Model model = Model.define("noisy", ModelOptions.of(Shape.of(2)).dtype(DType.F64), x -> noise(noise(x)));
    StepRunner runner = Backend.standard().compile(model.graphs().training(Loss.meanSquaredError(), Optimizer.sgd(0))).runner(1);
    runner.setInput(ModelGraphs.INPUT, X);
    runner.setInput(ModelGraphs.TARGET, TARGET);
    runner.setInput(ModelGraphs.SEED, NdArray.of(Shape.SCALAR, 1000L));
    runner.setScalar(ModelGraphs.LEARNING_RATE, 0);
    runner.setScalar(ModelGraphs.STEP, 7);
    runner.run(4);
    NdArray y = NdArray.zeros(X.type());
    runner.output(ModelGraphs.OUTPUT, y);
    assertEquals(1 + 2 * 1007 + 1, y.get(0), EXACT);
  }

  @Test
  void aBodyThatGivesOtherParametersEachTimeIsRefused() {
    int[] runs = {0};
    UserError error = assertThrows(UserError.class, () -> Model.define("counting", Shape.of(2), x -> x
        .dense(2, d -> d.name("layer" + runs[0]++)).batchNorm()));
    assertEquals("model/body", error.code());
  }

  /// The result in training of a dropout of ones, `[4,C,H]`.
  private static NdArray dropped(Network dropout, long seed, int step) {
    Model model = Model.define("dropout", ModelOptions.of(Shape.of(8, 5)).dtype(DType.F64), dropout);
    StepRunner runner = Backend.standard().compile(model.graphs().loss(Loss.meanSquaredError())).runner(1);
    NdArray y = NdArray.zeros(new TensorType(DType.F64, Shape.of(4, 8, 5)));
    runner.setInput(ModelGraphs.INPUT, NdArray.filled(y.type(), 1));
    runner.setInput(ModelGraphs.TARGET, y);
    runner.setInput(ModelGraphs.SEED, NdArray.of(Shape.SCALAR, seed));
    runner.setScalar(ModelGraphs.STEP, step);
    runner.run(4);
    runner.output(ModelGraphs.OUTPUT, y);
    return y;
  }

  @Test
  void dropoutFollowsSeedStepAndPlace() {
    NdArray y = dropped(x -> x.dropout(0.5), 1, 1);
    assertEquals(List.of(0.0, 2.0), IntStream.range(0, y.size()).mapToObj(y::get).distinct().sorted().toList());
    assertEquals(y, dropped(x -> x.dropout(0.5), 1, 1));
    assertNotEquals(y, dropped(x -> x.dropout(0.5), 2, 1));
    assertNotEquals(y, dropped(x -> x.dropout(0.5), 1, 2));
    assertNotEquals(y, dropped(x -> x.dropout(0).dropout(0.5).times(1).dropout(0.5), 1, 1));
    NdArray maps = dropped(x -> x.spatialDropout(0.5), 1, 1);
    for (int i = 0; i < maps.size(); i++) {
      assertEquals(maps.get(i / 5 * 5), maps.get(i));
    }
    Model model = Model.define("dropout", Shape.of(2), x -> x.dropout(0.5));
    assertEquals(1f, model.compile().predict(new float[] {1, 2})[0]);
    assertEquals("dropout/rate", assertThrows(UserError.class, () -> Model.define("m", Shape.of(2), x -> x.dropout(1))).code());
    assertEquals("dropout/rank", assertThrows(UserError.class, () -> Model.define("m", Shape.of(2), x -> x.spatialDropout(0.1))).code());
  }
}
