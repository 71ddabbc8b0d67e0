package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.data.Standardize;
import jacquard.api.run.Backend;
import jacquard.api.run.StepRunner;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Blocks, shared layers, tied weights, several inputs and outputs, inner activations, other input sizes.
final class NetworkStructureTest {
  private static final double EXACT = 1e-12;

  private static ModelOptions sharp(int... input) {
    return ModelOptions.of(Shape.of(input)).dtype(DType.F64);
  }

  private static String code(Executable action) {
    return assertThrows(UserError.class, action).code();
  }

  /// Each position of a sequence `[C,L]` to mean 0 and variance 1 over its channels.
  @Test
  void channelsLastNormalisesEachPosition() {
    Model model = Model.define("sequence", ModelOptions.of(Shape.of(2, 3)).dtype(DType.F64), x -> x.channelsLast(t -> t.layerNorm(1)));
    assertEquals(Shape.of(2, 3), model.outputShape());
    assertEquals(List.of("channelsLast1.layerNorm1.scale", "channelsLast1.layerNorm1.shift"), List.copyOf(model.parameters().keySet()));
    double[] y = new LayerRun(model).output(1, 20, 300, 3, 40, 100);
    assertArrayEquals(new double[] {-1, -1, 1, 1, 1, -1}, y, 1e-4);
  }

  @Test
  void aBlockIsOneRowWithItsLayersAsParts() {
    Model model = Model.define("blocks", Shape.of(4, 8, 8), x -> x
        .conv(4, 3, c -> c.padding(1))
        .block("res", t -> t.conv(4, 3, c -> c.padding(1)).block("inner", u -> u.relu()).conv(4, 1).plus(t))
        .conv(2, 1));
    assertEquals(List.of("conv1", "res", "conv2"), model.summary().rows().stream().map(Summary.Row::name).toList());
    Summary.Row block = model.summary().row("res");
    assertEquals(List.of("res.conv1", "res.inner", "res.conv2", "res.add1"), block.parts().stream().map(Summary.Row::name).toList());
    assertEquals("res.inner.relu1", model.summary().row("res.inner.relu1").name());
    assertEquals(4 * 4 * 9 + 4 + 4 * 4 + 4, block.parameters());
    assertEquals(block.parts().stream().mapToLong(Summary.Row::operations).sum(), block.operations());
    assertTrue(model.parameters().containsKey("res.conv2.weight"));
    assertTrue(model.summary().toString().contains("    res.inner.relu1"), model.summary()::toString);
    assertTrue(!model.summary().folded().toString().contains("res.conv1"), model.summary()::toString);
    assertEquals(model.summary().parameters(), model.summary().folded().parameters());
    assertEquals("layer/name", code(() -> Model.define("m", Shape.of(2), x -> x.block("b", Tensor::relu).block("b", Tensor::relu))));
    assertEquals("model/unused-layer", code(() -> Model.define("m", Shape.of(2), x -> x.block("b", t -> {
      t.relu();
      return t.tanh();
    }))));
  }

  @Test
  void sharedLayersHaveOneSetOfParametersWhoseGradientsAdd() {
    Shared encoder = Shared.of("encoder", t -> t.dense(3).tanh());
    Model siamese = Model.define("siamese", Inputs.of("left", Shape.of(2)).and("right", Shape.of(2)).dtype(DType.F64),
        in -> Tensors.of("output", encoder.on(in.get("left")).minus(encoder.on(in.get("right")))));
    assertEquals(List.of("encoder.dense1.weight", "encoder.dense1.bias"), List.copyOf(siamese.parameters().keySet()));
    assertEquals(9, siamese.summary().parameters());
    assertEquals(9 + 9 + 3, siamese.summary().operations());
    assertEquals(0, siamese.summary().row("encoder-2").parameters());

    NdArray a = NdArray.of(Shape.of(1, 2), 0.3, -0.7);
    NdArray b = NdArray.of(Shape.of(1, 2), 0.9, 0.2);
    Map<String, NdArray> result = siamese.compile().run(Map.of("left", a, "right", b));
    NdArray reverse = siamese.compile().run(Map.of("left", b, "right", a)).get("output");
    assertEquals(-result.get("output").get(1), reverse.get(1), EXACT);

    Model twice = Model.define("twice", sharp(3), x -> {
      Shared step = Shared.of("step", t -> t.dense(3, d -> d.bias(false)));
      return step.on(step.on(x));
    });
    assertGradientIsSlope(twice, "step.dense1.weight", 4);
    assertEquals("shared/shape", code(() -> Model.define("m", Shape.of(3), x -> {
      Shared step = Shared.of("step", t -> t.dense(2));
      return step.on(step.on(x));
    })));
  }

  @Test
  void sharedBatchNormMovesItsAveragesOncePerUse() {
    Shared norm = Shared.of("norm", t -> t.batchNorm(b -> b.momentum(0.5)));
    Model model = Model.define("m", sharp(1), x -> norm.on(x).plus(norm.on(x.times(2))));
    StepRunner runner = Backend.standard().compile(model.graphs().training(Loss.meanSquaredError(), Optimizer.sgd(0))).runner(1);
    model.values().forEach(runner::setState);
    runner.setInput(ModelGraphs.INPUT, NdArray.of(Shape.of(2, 1), 1.0, 3));
    runner.setInput(ModelGraphs.TARGET, NdArray.of(Shape.of(2, 1), 0.0, 0));
    runner.setScalar(ModelGraphs.LEARNING_RATE, 0);
    runner.setScalar(ModelGraphs.STEP, 1);
    runner.run(2);
    assertEquals(0.5 * (0.5 * 2) + 0.5 * 4, runner.state("norm.batchNorm1.mean").get(0), EXACT);
  }

  @Test
  void tiedWeightsServeTwoLayers() {
    Model model = Model.define("auto", sharp(4), x -> x.dense(3).tanh().dense(4, d -> d.tiedToTransposed("dense1.weight")));
    assertEquals(List.of("dense1.weight", "dense1.bias", "dense2.bias"), List.copyOf(model.parameters().keySet()));
    assertEquals(12 + 3 + 4, model.summary().parameters());
    assertEquals(2 * 12 + 3 + 4, model.summary().operations());
    assertGradientIsSlope(model, "dense1.weight", 5);
    Model square = Model.define("square", sharp(2), x -> x.dense(2).dense(2, d -> d.tiedTo("dense1.weight").bias(false)));
    assertGradientIsSlope(square, "dense1.weight", 1);
    assertEquals("dense/tied", code(() -> Model.define("m", Shape.of(4), x -> x.dense(3).dense(4, d -> d.tiedTo("dense1.weight")))));
    assertEquals("dense/tied", code(() -> Model.define("m", Shape.of(4), x -> x.dense(3, d -> d.tiedTo("later.weight")))));
  }

  /// Compares one element's gradient with the loss's central difference.
  private static void assertGradientIsSlope(Model model, String parameter, int element) {
    double h = 1e-5;
    double slope = (loss(model, parameter, element, h) - loss(model, parameter, element, -h)) / (2 * h);
    StepRunner runner = runner(model, Backend.standard().compile(model.graphs().gradient(Loss.meanSquaredError())));
    NdArray gradient = NdArray.zeros(model.parameters().get(parameter).type());
    runner.output(parameter + "/gradient", gradient);
    assertEquals(slope, gradient.get(element), 1e-7 * Math.max(1, Math.abs(slope)));
  }

  private static double loss(Model model, String parameter, int element, double change) {
    NdArray value = model.parameters().get(parameter);
    value.set(element, value.get(element) + change);
    Model moved = model.withParameters(Map.of(parameter, value));
    return runner(moved, Backend.standard().compile(moved.graphs().loss(Loss.meanSquaredError()))).scalar(ModelGraphs.LOSS);
  }

  private static StepRunner runner(Model model, Backend.Executable executable) {
    StepRunner runner = executable.runner(1);
    model.values().forEach(runner::setState);
    runner.setInput(ModelGraphs.INPUT, ramp(model.inputShape(), 0.3));
    runner.setInput(ModelGraphs.TARGET, ramp(model.outputShape(), -0.2));
    runner.run(2);
    return runner;
  }

  private static NdArray ramp(Shape shape, double step) {
    NdArray array = NdArray.zeros(new TensorType(DType.F64, shape.batched().bound(2)));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, step * (i + 1) - 1);
    }
    return array;
  }

  @Test
  void severalOutputsAndInnerResultsCanBeRead() {
    Model model = Model.define("two", Inputs.of("image", Shape.of(1, 4, 4)).and("facts", Shape.of(3)), in -> {
      Tensor seen = in.get("image").conv(2, 3).relu().flatten();
      return Tensors.of("class", seen.dense(5)).and("score", in.get("facts").dense(1));
    });
    var inputs = Map.of("image", NdArray.of(Shape.of(2, 1, 4, 4), new float[32]), "facts", NdArray.of(Shape.of(2, 3), new float[6]));
    Map<String, NdArray> results = model.compile().run(inputs);
    assertEquals(List.of("class", "score"), List.copyOf(results.keySet()));
    assertEquals(Shape.of(2, 5), results.get("class").shape());
    assertEquals(Shape.of(2, 1), results.get("score").shape());
    Map<String, NdArray> inner = model.compile(c -> c.outputs("relu1", "score")).run(inputs);
    assertEquals(Shape.of(2, 2, 2, 2), inner.get("relu1").shape());
    assertEquals(results.get("score"), inner.get("score"));
    assertEquals("compile/output", code(() -> model.compile(c -> c.outputs("relu9"))));
    assertEquals("run/single", code(() -> model.compile().predict(new float[16])));
    assertEquals("run/inputs", code(() -> model.compile().run(Map.of("image", inputs.get("image")))));
    assertEquals("run/shape", code(() -> model.compile()
        .run(Map.of("image", inputs.get("image"), "facts", NdArray.of(Shape.of(3, 3), new float[9])))));
    assertEquals("tensors/name", code(() -> Model.define("m", Inputs.of("a", Shape.of(1)), in -> Tensors.of("y", in.get("b")))));
    assertEquals("model/input", code(() -> Inputs.of("a", Shape.of(1)).and("a", Shape.of(2))));
    assertEquals("model/input", code(() -> Inputs.of("target", Shape.of(1))));
  }

  @Test
  void integerInputsChooseRows() {
    Model model = Model.define("words", Inputs.of("words", Shape.of(3), DType.I32).and("weight", Shape.of(1)).dtype(DType.F64),
        in -> Tensors.of("score", in.get("words").embedding(5, 2).mean(1).times(in.get("weight"))
            .dense(5, d -> d.tiedTo("embedding1.weight").bias(false))));
    assertEquals(List.of("embedding1.weight"), List.copyOf(model.parameters().keySet()));
    NdArray table = model.parameters().get("embedding1.weight");
    NdArray score = model.compile().run(Map.of("words", NdArray.of(Shape.of(1, 3), 4, 4, 1), "weight", NdArray.of(Shape.of(1, 1), 3.0)))
        .get("score");
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      expected += (2 * table.get(2 * 4 + i) + table.get(2 + i)) * table.get(2 * 3 + i);
    }
    assertEquals(expected, score.get(3), EXACT);
  }

  @Test
  void predictTakesArraysWithShapesAndAnyFloatType() {
    Model model = Model.define("m", sharp(2), x -> x.dense(3));
    NdArray x = NdArray.of(Shape.of(2, 2), 1f, 2f, 3f, 4f);
    NdArray y = model.compile().predict(x);
    assertEquals(Shape.of(2, 3), y.shape());
    assertEquals((float) y.get(5), model.compile().predict(new float[] {1, 2, 3, 4})[5]);
    assertEquals(y.get(5), model.compile().predict(new double[] {1, 2, 3, 4})[5]);
  }

  @Test
  void aFullyConvolutionalModelTakesAnotherSize() {
    Model model = Model.define("fcn", Shape.of(1, 8, 8), x -> x.conv(4, 3).batchNorm().relu().conv(2, 1)).withSeed(5);
    Model larger = model.at(Shape.of(1, 12, 10));
    assertEquals(Shape.of(2, 10, 8), larger.outputShape());
    assertEquals(model.parametersSha256(), larger.parametersSha256());
    Model pooled = Model.define("pooled", Shape.of(1, 8, 8), x -> x.conv(4, 3).mean(1, 2).dense(3));
    assertEquals(Shape.of(3), pooled.at(Shape.of(1, 20, 20)).outputShape());
    assertEquals("model/at", code(() -> Model.define("flat", Shape.of(1, 8, 8), x -> x.flatten().dense(3)).at(Shape.of(1, 9, 9))));
  }

  @Test
  void valuesAreCopiedByNameAndShape() {
    Model trained = Model.define("a", Shape.of(4), x -> x.dense(3).batchNorm().dense(5)).withSeed(9);
    Model fresh = Model.define("b", Shape.of(4), x -> x.dense(3).batchNorm().dense(2).dense(1, d -> d.name("last")));
    ParameterTransfer copied = fresh.withParametersOf(trained);
    assertEquals(List.of("dense1.weight", "dense1.bias", "batchNorm1.weight", "batchNorm1.bias", "batchNorm1.mean",
        "batchNorm1.variance"), copied.copied());
    assertEquals(List.of("dense2.weight", "dense2.bias"), copied.otherShape());
    assertEquals(List.of("last.weight", "last.bias"), copied.missing());
    assertEquals(trained.parameters().get("dense1.weight"), copied.model().parameters().get("dense1.weight"));
    assertEquals(fresh.parameters().get("last.weight"), copied.model().parameters().get("last.weight"));
  }

  @Test
  void aSingleInputMayHaveAnyName() {
    var data = DrawnDigits.generate(1, 20);
    Model plain = Model.define("plain", data.inputShape(), x -> x.flatten().dense(10));
    Model named = Model.define("named", Inputs.of("image", data.inputShape()), in -> Tensors.of("class",
        in.get("image").flatten().dense(10)));
    Model a = plain.trainer(t -> t.epochs(2)).fit(data, data).model();
    Model b = named.trainer(t -> t.epochs(2)).fit(data, data).model();
    assertEquals(a.parametersSha256(), b.parametersSha256());
    assertEquals(a.errorRate(data), b.errorRate(data));
    assertEquals(a.score(data, Loss.crossEntropy()), b.score(data, Loss.crossEntropy()));
    var image = new float[784];
    data.copyInput(3, image, 0);
    assertArrayEquals(a.compile().predict(image), b.compile().predict(image));
  }

  @Test
  void aMeanImageTiesAModelToItsSize() {
    Model net = Model.define("net", Shape.of(1, 4, 4), x -> x.conv(2, 3).globalAvgPool());
    var images = DataSet.of(Shape.of(1, 4, 4), new float[32], new int[] {0, 1}, 2);
    assertEquals("data/standardization", code(() -> net.withStandardization(Standardize.meanImage(images)).at(Shape.of(1, 6, 6))));
    assertEquals(Shape.of(1, 6, 6), net.withStandardization(Standardize.perChannel(images)).at(Shape.of(1, 6, 6)).inputShape());
  }
}
