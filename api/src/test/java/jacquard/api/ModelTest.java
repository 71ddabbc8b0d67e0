package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.api.data.Standardize;
import jacquard.api.layer.Initializer;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models, their names, values and summaries.
final class ModelTest {
  private static final Shape IMAGE = Shape.of(3, 12, 12);

  private static Model lenet() {
    return Model.define("lenet5", Shape.of(1, 28, 28), x -> x
        .conv(6, 5, c -> c.padding(2)).tanh().avgPool(2)
        .conv(16, 5).tanh().avgPool(2)
        .flatten()
        .dense(120).tanh().dense(84).tanh().dense(10));
  }

  /// Every row of the input against every row: `y = x · xᵀ`, 2·3·3 multiplications.
  @Test
  void matrixProductsOfTensors() {
    LayerRun run = LayerRun.of(Shape.of(3, 2), x -> x.matMul(x.transpose(1, 0)));
    assertArrayEquals(new double[] {5, 11, 17, 11, 25, 39, 17, 39, 61}, run.output(1, 2, 3, 4, 5, 6));
    assertEquals(18, run.row("matMul1").operations());
    double[] cotangent = {1, 0, 0, 0, 0, 0, 0, 0, 0};
    assertArrayEquals(new double[] {2, 4, 0, 0, 0, 0}, run.gradients(new double[] {1, 2, 3, 4, 5, 6}, cotangent).get("dx"));
  }

  @Test
  void layersAndParametersHaveStableNames() {
    assertEquals(List.of("conv1", "tanh1", "pool1", "conv2", "tanh2", "pool2", "flatten1", "dense1", "tanh3", "dense2", "tanh4",
        "dense3"), lenet().summary().rows().stream().map(Summary.Row::name).toList());
    assertEquals(List.of("conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "dense1.weight", "dense1.bias", "dense2.weight",
        "dense2.bias", "dense3.weight", "dense3.bias"), List.copyOf(lenet().parameters().keySet()));
    Model named = Model.define("named", IMAGE, x -> x.conv(4, 3).conv(4, 3, c -> c.name("stem").bias(false)).conv(4, 3));
    assertEquals(List.of("conv1", "stem", "conv3"), named.summary().rows().stream().map(Summary.Row::name).toList());
    assertEquals(List.of("conv1.weight", "conv1.bias", "stem.weight", "conv3.weight", "conv3.bias"),
        List.copyOf(named.parameters().keySet()));
  }

  @Test
  void everyLayerKnowsItsLine() {
    Model model = Model.define("lines", IMAGE, x -> x
        .conv(4, 3)
        .relu());
    List<Loc> locs = model.structure().layers().stream().map(l -> l.result().loc()).toList();
    assertEquals(List.of("conv1", "relu1"), locs.stream().flatMap(l -> l.layers().stream()).toList());
    Loc.Site conv = locs.getFirst().sites().getFirst();
    Loc.Site relu = locs.getLast().sites().getFirst();
    assertEquals("ModelTest.java", conv.file());
    assertEquals(conv.line() + 1, relu.line());
  }

  @Test
  void convolutionsAndPoolingsWorkInAnyNumberOfDimensions() {
    assertEquals(Shape.of(4, 10), Model.define("one", Shape.of(2, 12), x -> x.conv(4, 3)).outputShape());
    assertEquals(Shape.of(4, 5, 6), Model.define("two", IMAGE, x -> x.conv(4, c -> c.kernel(3, 1)).maxPool(2)).outputShape());
    assertEquals(Shape.of(4, 3, 3, 3), Model.define("three", Shape.of(1, 8, 8, 8), x -> x.conv(4, 3).avgPool(2)).outputShape());
    assertEquals(Shape.of(4, 6, 12), Model.define("mixed", IMAGE,
        x -> x.conv(4, c -> c.kernel(3, 5).stride(2, 1).padding(1, 2))).outputShape());
    assertEquals(Shape.of(3, 12, 12), Model.define("causal", IMAGE,
        x -> x.conv(3, 3, c -> c.groups(3).paddingBefore(2).paddingAfter(0))).outputShape());
    assertEquals(Shape.of(3, 7, 7), Model.define("padded", IMAGE, x -> x.maxPool(2, p -> p.padding(1))).outputShape());
    assertEquals(Shape.of(3, 6, 6), Model.define("ceil", IMAGE, x -> x.avgPool(3, p -> p.stride(2).ceil(true))).outputShape());
  }

  @Test
  void branchesAreValues() {
    Model residual = Model.define("residual", IMAGE, x -> {
      Tensor y = x.conv(3, 3, c -> c.padding(1)).relu().times(0.5);
      return y.plus(x).minus(y.mean(1, 2).reshape(3, 1, 1)).div(2).unaryMinus().flatten().sum();
    });
    assertEquals(Shape.SCALAR, residual.outputShape());
    assertEquals(3 * 12 * 12, residual.summary().row("add1").operations());
  }

  @Test
  void initialValuesDependOnTheSeedAndRoundFromDouble() {
    assertEquals(lenet().parametersSha256(), lenet().parametersSha256());
    assertFalse(lenet().parametersSha256().equals(lenet().withSeed(1).parametersSha256()));
    ModelOptions options = ModelOptions.of(IMAGE).seed(9);
    Network body = x -> x.conv(4, 3);
    NdArray single = Model.define("a", options, body).parameters().get("conv1.weight");
    NdArray sharp = Model.define("a", options.dtype(DType.F64), body).parameters().get("conv1.weight");
    assertEquals(single, sharp.cast(DType.F32));
  }

  @Test
  void initialisersHaveTheirVariance() {
    assertVariance(1 / 3.0 / 400, Initializer.fanIn());
    assertVariance(2.0 / 400, Initializer.heNormal());
    assertVariance(2.0 / 400, Initializer.heUniform());
    assertVariance(2.0 / 500, Initializer.glorotNormal());
    assertVariance(2.0 / 500, Initializer.glorotUniform());
    assertVariance(0.01, Initializer.gaussian(0.1));
    assertVariance(0, Initializer.constant(3));
  }

  private static void assertVariance(double expected, Initializer init) {
    NdArray w = Model.define("v", Shape.of(400), x -> x.dense(100, d -> d.init(init))).parameters().get("dense1.weight");
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < w.size(); i++) {
      sum += w.get(i);
      squares += w.get(i) * w.get(i);
    }
    double mean = sum / w.size();
    assertEquals(expected, squares / w.size() - mean * mean, 0.03 * expected + 1e-12);
  }

  @Test
  void parametersAreCopiedInAndOut() {
    Model model = Model.define("p", Shape.of(2), x -> x.dense(1));
    NdArray given = NdArray.of(Shape.of(1, 2), 1.5, 2.5);
    Model other = model.withParameters(Map.of("dense1.weight", given));
    given.set(0, 9);
    other.parameters().get("dense1.weight").set(1, 9);
    assertEquals(NdArray.of(Shape.of(1, 2), 1.5f, 2.5f), other.parameters().get("dense1.weight"));
    assertEquals(model.parameters().get("dense1.bias"), other.parameters().get("dense1.bias"));
    assertEquals("parameters/shape", assertThrows(UserError.class,
        () -> model.withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(2), 1.0, 2.0)))).code());
    assertEquals("parameters/unknown", assertThrows(UserError.class,
        () -> model.withParameters(Map.of("dense2.weight", given))).code());
  }

  @Test
  void standardisationIsPartOfTheModel() {
    Model model = Model.define("s", Shape.of(2), x -> x.dense(1));
    Model standard = model.withStandardization(new Standardize(3, 2));
    assertEquals(2, standard.summary().fixedParameters());
    assertEquals(model.parametersSha256(), standard.parametersSha256());
    var reference = new ReferenceBackend();
    float plain = new Program(model, reference.compile(model.graphs().inference())).predict(new float[] {1f, -1f})[0];
    assertEquals(plain, new Program(standard, reference.compile(standard.graphs().inference())).predict(new float[] {5f, 1f})[0]);
  }

  @Test
  void meansAndDeviationsOfAnyShapeAreAppliedAndSaved(@TempDir Path folder) {
    DataSet images = DataSet.of(Shape.of(2, 1, 2), new float[] {1, 3, 10, 10, 5, 7, 10, 30}, new int[2], 1);
    Model model = Model.define("s", Shape.of(2, 1, 2), x -> x.flatten().dense(3));
    for (Standardize by : List.of(Standardize.perChannel(images), Standardize.meanImage(images))) {
      Model standard = model.withStandardization(by);
      Path file = folder.resolve("s.safetensors");
      standard.save(file);
      Model loaded = model.load(file);
      assertEquals(by, loaded.standardization().orElseThrow());
      var given = new float[4];
      var shifted = new float[4];
      images.copyInput(1, given, 0);
      by.standardized(images).copyInput(1, shifted, 0);
      assertArrayEquals(model.compile().predict(shifted), loaded.compile().predict(given), 1e-5f);
      assertEquals(by.mean().size() + by.deviation().size(), standard.summary().fixedParameters());
    }
  }

  @Test
  void weightsTakeAnotherInitialiser() {
    Model model = Model.define("i", Shape.of(2), x -> x.dense(3));
    Model same = model.withInitializer(Initializer.constant(0.5), 1);
    assertEquals(NdArray.filled(model.parameters().get("dense1.weight").type(), 0.5), same.parameters().get("dense1.weight"));
    assertEquals(model.parameters().get("dense1.bias"), same.parameters().get("dense1.bias"));
    assertEquals(model.withSeed(4).parameters().get("dense1.weight"),
        model.withInitializer(Initializer.fanIn(), 4).parameters().get("dense1.weight"));
  }

  @Test
  void aProgramPredictsSeveralExamplesAtOnce() {
    Model model = Model.define("p", Shape.of(2), x -> x.dense(3));
    var program = new Program(model, new ReferenceBackend().compile(model.graphs().inference()));
    float[] both = program.predict(new float[] {1f, 2f, 3f, 4f});
    assertEquals(6, both.length);
    assertEquals(program.predict(new float[] {3f, 4f})[2], both[5]);
    assertEquals("predict/length", assertThrows(UserError.class, () -> program.predict(new float[] {1f})).code());
  }

  @Test
  void theSummaryIsATable() {
    String table = lenet().summary().toString();
    assertTrue(table.contains("conv1"), table);
    assertTrue(table.lines().anyMatch(l -> l.startsWith("total") && l.contains("61,706") && l.contains("429,342")), table);
    assertTrue(table.lines().allMatch(l -> l.length() <= 120), table);
  }
}
