package jacquard.api.look;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.Inputs;
import jacquard.api.Model;
import jacquard.api.ModelOptions;
import jacquard.api.MultiNetwork;
import jacquard.api.Network;
import jacquard.api.Optimizer;
import jacquard.api.Tensors;
import jacquard.api.data.DataSet;
import jacquard.api.data.DrawnDigits;
import jacquard.api.data.Standardize;
import jacquard.api.layer.Initializer;
import jacquard.api.nets.Nets;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What is looked for is known beforehand.
final class LookTest {
  private static final double COMPLETE = 1e-4;

  private static NdArray random(Shape shape, long seed) {
    var random = new Random(seed);
    NdArray array = NdArray.zeros(new TensorType(DType.F32, shape));
    for (int i = 0; i < array.size(); i++) {
      array.set(i, random.nextDouble());
    }
    return array;
  }

  private static Model linear(Standardize... standardized) {
    Model model = Model.define("linear", Shape.of(1, 4, 5), x -> x.flatten().dense(3));
    return standardized.length == 0 ? model : model.withStandardization(standardized[0]);
  }

  @Test
  void theSaliencyOfALinearModelIsItsWeights() {
    Model model = linear();
    NdArray weights = model.parameters().get("dense1.weight");
    for (int c = 0; c < 3; c++) {
      NdArray saliency = Look.into(model).saliency(random(Shape.of(1, 4, 5), c), Neuron.output(c));
      assertEquals(Shape.of(1, 4, 5), saliency.shape());
      assertArrayEquals(ArrayParts.part(weights, c).floats(), saliency.floats());
      assertArrayEquals(saliency.floats(), Look.into(model).guidedSaliency(random(Shape.of(1, 4, 5), c), Neuron.of("dense1", c)).floats());
    }
    NdArray scaled = Look.into(linear(new Standardize(0.5, 4))).saliency(random(Shape.of(1, 4, 5), 1), Neuron.output(1));
    assertEquals(weights.get(20) / 4, scaled.get(0));
  }

  @Test
  void integratedGradientsAddUpToTheDifference() {
    for (Model model : List.of(linear(), Nets.define("lenet5"), Nets.define("convnet-mnist"))) {
      Shape input = model.inputShape();
      NdArray baseline = NdArray.zeros(new TensorType(DType.F32, input));
      Attribution found = Look.into(model).integratedGradients(random(input, 3), baseline, Neuron.output(2));
      assertEquals(0, found.gap(), COMPLETE * Math.max(1, Math.abs(found.to() - found.from())), model + ", " + found.points() + " points");
      assertEquals(Look.into(model).value(random(input, 3), Neuron.output(2)), found.to());
    }
    NdArray from = random(Shape.of(1, 4, 5), 1);
    assertEquals(64, Look.into(linear()).integratedGradients(random(Shape.of(1, 4, 5), 2), from, Neuron.output(0)).points());
  }

  /// `relu(a − b) − relu(b)`: the gradient through the second rectifier is negative.
  @Test
  void guidedGradientsGoBackWhereTheyArePositive() {
    Model model = Model.define("two", Shape.of(2), x -> x.dense(2, d -> d.bias(false)).relu().dense(1, d -> d.bias(false)))
        .withParameters(Map.of("dense1.weight", NdArray.of(Shape.of(2, 2), 1f, -1f, 0f, 1f), "dense2.weight",
            NdArray.of(Shape.of(1, 2), 1f, -1f)));
    NdArray example = NdArray.of(Shape.of(2), 3f, 1f);
    assertArrayEquals(new float[] {1, -2}, Look.into(model).saliency(example, Neuron.output(0)).floats());
    assertArrayEquals(new float[] {1, -1}, Look.into(model).guidedSaliency(example, Neuron.output(0)).floats());
  }

  /// The map is the layer's result by the weight of its channel in the mean, as large as the input.
  @Test
  void gradCamWeighsChannels() {
    Model model = Model.define("cam", Shape.of(1, 2, 4),
        x -> x.conv(2, 1, c -> c.bias(false)).relu().mean(1, 2).dense(1, d -> d.bias(false)))
        .withParameters(Map.of("conv1.weight", NdArray.of(Shape.of(2, 1, 1, 1), 1f, -1f), "dense1.weight",
            NdArray.of(Shape.of(1, 2), 8f, -8f)));
    NdArray example = NdArray.of(Shape.of(1, 2, 4), 1f, 2, -3, 4, -5, 6, 0, 8);
    assertArrayEquals(new double[] {1, 2, 0, 4, 0, 6, 0, 8}, Look.into(model).gradCam(example, Neuron.output(0), "relu1").doubles());
    assertArrayEquals(new double[] {1, 2, 0, 4, 0, 6, 0, 8}, Look.into(model).gradCam(example, Neuron.output(0), "").doubles());
    Model pooled = Model.define("pooled", Shape.of(1, 4, 4), x -> x.maxPool(2).mean(1, 2));
    NdArray cam = Look.into(pooled).gradCam(random(Shape.of(1, 4, 4), 1), Neuron.output(0), "pool1");
    assertEquals(Shape.of(4, 4), cam.shape());
    assertError("look/layer", () -> Look.into(linear()).gradCam(random(Shape.of(1, 4, 5), 1), Neuron.output(0), "dense1"));
  }

  /// A network that has learnt to tell images with a bright patch from those without it.
  private static Model patches(int count, Random random, float[] inputs, int[] labels, int[] places) {
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      places[i] = random.nextInt(10) * 12 + random.nextInt(10);
      for (int k = 0; k < 144; k++) {
        inputs[i * 144 + k] = 0.5f * random.nextFloat();
      }
      for (int k = 0; k < 9 && labels[i] == 1; k++) {
        inputs[i * 144 + places[i] + k / 3 * 12 + k % 3] = 1;
      }
    }
    DataSet data = DataSet.of(Shape.of(1, 12, 12), inputs, labels, 2);
    return Model.define("patches", Shape.of(1, 12, 12), x -> x.conv(4, 3).relu().max(1, 2).dense(2))
        .trainer(t -> t.optimizer(Optimizer.adam(0.02)).batch(40).epochs(15)).fit(data).model();
  }

  @Test
  void occlusionFindsAPlantedPatch() {
    int count = 400;
    var inputs = new float[count * 144];
    var labels = new int[count];
    var places = new int[count];
    Model model = patches(count, new Random(5), inputs, labels, places);
    Look look = Look.into(model);
    int found = 0;
    for (int i = 1; i < 40; i += 2) {
      NdArray example = NdArray.of(Shape.of(1, 12, 12), Arrays.copyOfRange(inputs, i * 144, (i + 1) * 144));
      NdArray map = look.occlusion(example, Neuron.output(1), new Occlusion(3, 1, 0.25));
      assertEquals(Shape.of(12, 12), map.shape());
      int best = 0;
      for (int k = 0; k < 144; k++) {
        best = map.get(k) > map.get(best) ? k : best;
      }
      int row = best / 12 - places[i] / 12;
      int column = best % 12 - places[i] % 12;
      found += row >= 0 && row < 3 && column >= 0 && column < 3 ? 1 : 0;
    }
    assertTrue(found >= 19, found + " of 20 patches found");
  }

  /// Windows reach the last place and never beyond it.
  @Test
  void windowsCoverEverything() {
    for (int extent = 1; extent < 9; extent++) {
      for (int size = 1; size < 10; size++) {
        List<boolean[]> windows = new Occlusion(size, 3, 0).windows(Shape.of(extent, 2));
        var covered = new boolean[2 * extent];
        windows.forEach(w -> {
          for (int i = 0; i < covered.length; i++) {
            covered[i] |= w[i];
          }
        });
        for (int i = 0; i < covered.length; i++) {
          assertTrue(covered[i] || size < 3, "extent " + extent + ", size " + size + ", place " + i);
        }
        assertTrue(covered[0] && covered[2 * extent - 1]);
      }
    }
  }

  @Test
  void whatExcitesAUnitIsFoundWithItsPlace() {
    Model sum = Model.define("sum", Shape.of(1, 8, 8), x -> x.conv(1, 3, c -> c.bias(false)).maxPool(2).flatten().dense(2))
        .withParameters(Map.of("conv1.weight", NdArray.of(Shape.of(1, 1, 3, 3), 1f, 1, 1, 1, 1, 1, 1, 1, 1)));
    var inputs = new float[100 * 64];
    inputs[70 * 64 + 3 * 8 + 4] = 2;
    inputs[71 * 64 + 7 * 8 + 7] = 3;
    DataSet data = DataSet.of(Shape.of(1, 8, 8), inputs, new int[100], 2);
    List<Excitement> best = Look.into(sum).exciting(Neuron.of("conv1", 0), data, 3);
    assertEquals(List.of(71, 70, 0), best.stream().map(Excitement::example).toList());
    assertEquals(List.of(new Excitement(71, 3, List.of(5, 5)), new Excitement(70, 2, List.of(1, 2))), best.subList(0, 2));
    assertEquals(List.of(new Range(5, 8), new Range(5, 8)), Look.into(sum).receptiveField("conv1", 5, 5));
    assertEquals(List.of(new Range(2, 6), new Range(4, 8)), Look.into(sum).receptiveField("pool1", 1, 2));
    assertError("look/layer", () -> Look.into(sum).receptiveField("dense1"));
    assertError("look/layer", () -> Look.into(sum).receptiveField("nowhere", 1, 1));
  }

  @Test
  void imaginedInputsExciteTheirUnit() {
    Look look = Look.into(linear());
    NdArray weights = ArrayParts.part(look.model().parameters().get("dense1.weight"), 1);
    NdArray imagined = look.imagined(Neuron.output(1), i -> i.blur(0).decay(0));
    for (int i = 0; i < weights.size(); i++) {
      if (Math.abs(weights.get(i)) > 0.1 * ArrayParts.reach(weights)) {
        assertEquals(weights.get(i) > 0 ? 1 : 0, imagined.get(i), "the end of the range on the weight's side");
      }
    }
    DataSet digits = DrawnDigits.generate(1, 20);
    Look lenet = Look.into(Nets.define("lenet5"));
    double before = lenet.value(Batches.input(digits, 0, DType.F32), Neuron.of("conv2", 3));
    assertTrue(lenet.value(lenet.imagined(Neuron.of("conv2", 3), i -> i.seed(1)), Neuron.of("conv2", 3)) > before);
  }

  @Test
  void unitsAndExamplesAreChecked() {
    Look look = Look.into(linear());
    NdArray example = random(Shape.of(1, 4, 5), 1);
    assertError("look/unit", () -> look.value(example, Neuron.output(3)));
    assertError("look/unit", () -> look.value(example, Neuron.of("dense1", 0, 0)));
    assertError("look/unit", () -> look.value(example, Neuron.output(-1)));
    assertError("look/example", () -> look.value(random(Shape.of(4, 5), 1), Neuron.output(0)));
    assertError("look/occlusion", () -> new Occlusion(0, 1, 0));
    assertError("look/option", () -> look.imagined(Neuron.output(0), i -> i.range(1, 0)));
    assertError("compile/output", () -> look.activations("conv7", example));
    assertError("look/filters", () -> Filters.of(look.model(), "conv7"));
    MultiNetwork two = in -> Tensors.of("y", in.get("a").plus(in.get("b")));
    assertError("look/inputs", () -> Look.into(Model.define("two", Inputs.of("a", Shape.of(2)).and("b", Shape.of(2)), two)));
  }

  private static void assertError(String code, Executable asked) {
    assertEquals(code, assertThrows(UserError.class, asked).code());
  }

  /// In double too, and where a network has statistics and draws random numbers in training.
  /// As files of ONNX have them: the weights of a dense layer are a layer that reshapes them.
  @Test
  void layersOfParametersAloneAreLeftOut(@TempDir Path folder) {
    Model model = Model.define("net", Shape.of(1, 6, 6), x ->
        x.conv(2, 3).relu().plus(x.parameter("scale", Shape.of(2, 4, 4), Initializer.constant(1)).square()).flatten().dense(2));
    assertError("look/layer", () -> Look.into(model).activations("square1", random(Shape.of(1, 6, 6), 1)));
    Gallery.of(model, DataSet.of(Shape.of(1, 6, 6), new float[36 * 4], new int[] {0, 1, 0, 1}, 2), o -> {}).write(folder);
    assertTrue(Files.exists(folder.resolve("activations-relu1.png")));
    assertTrue(!Files.exists(folder.resolve("activations-square1.png")));
  }

  @Test
  void everyKindOfNetworkIsLookedInto() {
    Network body = x -> x.conv(3, 3).batchNorm().relu().dropout(0.5).flatten().dense(2);
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      Model model = Model.define("net", ModelOptions.of(Shape.of(2, 6, 6)).dtype(dtype), body);
      NdArray example = random(Shape.of(2, 6, 6), 1);
      assertEquals(dtype, Look.into(model).saliency(example, Neuron.output(1)).dtype());
      assertEquals(model.compile().predict(example.cast(dtype).reshaped(Shape.of(1, 2, 6, 6))).get(1),
          Look.into(model).value(example, Neuron.output(1)), 1e-6);
    }
  }
}
