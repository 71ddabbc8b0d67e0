package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.layer.Border;
import jacquard.api.layer.Initializer;
import jacquard.api.layer.Kernels;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The options of a convolution and the layers made of several: shapes, counts, values and gradients against hand calculations.
final class ConvolutionLayersTest {
  private static final Shape SIGNAL = Shape.of(1, 5);
  private static final double[] RAMP = {1, 2, 3, 4, 5};

  private static double[] conv(Network body, double... weights) {
    return LayerRun.of(SIGNAL, body).parameter("conv1.weight", weights).output(RAMP);
  }

  @Test
  void paddingRules() {
    assertArrayEquals(new double[] {1 + 20 + 300, 2 + 30 + 400, 3 + 40 + 500},
        conv(x -> x.conv(1, 3, c -> c.bias(false).valid()), 1, 10, 100));
    assertArrayEquals(new double[] {210, 321, 432, 543, 54}, conv(x -> x.conv(1, 3, c -> c.bias(false).same()), 1, 10, 100));
    assertArrayEquals(new double[] {21, 32, 43, 54, 5}, conv(x -> x.conv(1, 2, c -> c.bias(false).same()), 1, 10));
    assertArrayEquals(new double[] {210, 432, 54}, conv(x -> x.conv(1, 3, c -> c.bias(false).same().stride(2)), 1, 10, 100));
    assertArrayEquals(new double[] {100, 210, 321, 432, 543, 54, 5}, conv(x -> x.conv(1, 3, c -> c.bias(false).full()), 1, 10, 100));
    assertArrayEquals(new double[] {10, 20, 31, 42, 53}, conv(x -> x.conv(1, 2, c -> c.bias(false).causal().dilation(2)), 1, 10));
    assertArrayEquals(new double[] {1, 12, 123, 234, 345, 450, 500},
        conv(x -> x.conv(1, 3, c -> c.bias(false).full().flipped()), 1, 10, 100));
    assertEquals(Shape.of(2, 3, 4), LayerRun.of(Shape.of(1, 5, 7), x -> x.conv(2, 3, c -> c.same().stride(2))).model().outputShape());
    assertEquals(Shape.of(2, 5, 5), LayerRun.of(Shape.of(1, 5, 7), x -> x.conv(2, 3, c -> c.causal())).model().outputShape());
    assertEquals(Shape.of(2, 5, 7),
        LayerRun.of(Shape.of(1, 5, 7), x -> x.conv(2, 3, c -> c.padding(0, 1).causal())).model().outputShape());
  }

  @Test
  void borders() {
    assertArrayEquals(new double[] {212, 321, 432, 543, 454},
        conv(x -> x.conv(1, 3, c -> c.bias(false).same().border(Border.reflect())), 1, 10, 100));
    assertArrayEquals(new double[] {211, 321, 432, 543, 554},
        conv(x -> x.conv(1, 3, c -> c.bias(false).same().border(Border.replicate())), 1, 10, 100));
    assertArrayEquals(new double[] {217, 321, 432, 543, 754},
        conv(x -> x.conv(1, 3, c -> c.bias(false).same().border(Border.constant(7))), 1, 10, 100));
    double[] wide = conv(x -> x.conv(1, 1, c -> c.bias(false).padding(4).border(Border.reflect())), 1);
    assertArrayEquals(new double[] {5, 4, 3, 2, 1, 2, 3, 4, 5, 4, 3, 2, 1}, wide);
    assertArrayEquals(new double[] {2, 3, 4, 5, 4}, conv(
        x -> x.conv(1, 1, c -> c.bias(false).paddingBefore(-1).paddingAfter(1).border(Border.reflect())), 1));
    var gradients = LayerRun.of(SIGNAL, x -> x.conv(1, 1, c -> c.bias(false).padding(2).border(Border.reflect())))
        .parameter("conv1.weight", 1).gradients(RAMP, new double[] {1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8});
    assertArrayEquals(new double[] {100, 1010, 10001 + 1e8, 1e5 + 1e7, 1e6}, gradients.get("dx"));
    assertEquals("conv(3, 4, same, reflect)", LayerRun.of(Shape.of(1, 5, 5),
        x -> x.conv(4, 3, c -> c.same().border(Border.reflect()))).row("conv1").layer());
  }

  @Test
  void maskedWeightsCountAsNoneAndStayZero() {
    LayerRun run = LayerRun.of(Shape.of(2, 5, 5), x -> x.conv(3, 3, c -> c.mask(0, 1, 0, 1, 1, 1, 0, 1, 0)));
    Summary.Row row = run.row("conv1");
    assertEquals(2 * 5 * 3 + 3, row.parameters());
    assertEquals((2 * 5 + 1) * 3 * 9, row.operations());
    assertEquals(2 * 5 * 3 * 9, row.multiplications());
    assertEquals("conv(3, 3, masked)", row.layer());
    assertEquals(33, run.model().summary().parameters());
    NdArray weights = run.model().parameters().get("conv1.weight");
    double[] gradient = run.gradients(LayerRun.random(50, 1), LayerRun.random(27, 2)).get("dconv1.weight");
    for (int i = 0; i < weights.size(); i++) {
      boolean kept = i % 9 % 2 == 1 || i % 9 == 4;
      assertEquals(kept, weights.get(i) != 0);
      assertEquals(kept, gradient[i] != 0);
    }
  }

  /// Source: facts.json, `lenet5_connections`; C3 of LeNet-5 has 60·25 + 16 = 1516 parameters.
  @Test
  void connectionTables() {
    LayerRun run = LayerRun.of(Shape.of(6, 14, 14), x -> x.conv(16, 5, c -> c.connections("X...XXX..XXXX.XX", "XX...XXX..XXXX.X",
        "XXX...XXX..X.XXX", ".XXX..XXXX..X.XX", "..XXX..XXXX.XX.X", "...XXX..XXXX.XXX")));
    assertEquals(1516, run.row("conv1").parameters());
    assertEquals(151_600, run.row("conv1").operations());
    double[] dx = run.gradients(new double[6 * 196], firstOf(16 * 100)).get("dx");
    for (int map = 0; map < 6; map++) {
      boolean any = Arrays.stream(dx, map * 196, (map + 1) * 196).anyMatch(v -> v != 0);
      assertEquals(map < 3, any, "output map 0 sees maps 0 to 2");
    }
  }

  private static double[] firstOf(int size) {
    var one = new double[size];
    one[0] = 1;
    return one;
  }

  @Test
  void fixedKernelsAreNotTrained() {
    LayerRun run = LayerRun.of(Shape.of(2, 3, 3), x -> x.depthwiseConv(3, 1, c -> c.fixed(Kernels.sobelX())).pointwise(1));
    assertEquals(List.of("pointwise1.weight", "pointwise1.bias"), List.copyOf(run.model().parameters().keySet()));
    assertEquals(0, run.row("depthwise1").parameters());
    assertEquals(18, run.row("depthwise1").fixedParameters());
    assertEquals(18, run.row("depthwise1").multiplications());
    LayerRun sobel = LayerRun.of(Shape.of(1, 3, 3), x -> x.conv(1, 3, c -> c.fixed(Kernels.sobelX())));
    assertArrayEquals(new double[] {8}, sobel.output(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertArrayEquals(Kernels.sobelX().doubles(), sobel.gradients(new double[9], new double[] {1}).get("dx"));
    assertEquals("conv(3, 1, fixed)", sobel.row("conv1").layer());
  }

  @Test
  void blurs() {
    assertArrayEquals(new double[] {0.25, 0.5, 0.25}, Kernels.binomial(3, 1).doubles());
    assertArrayEquals(new double[] {1 / 9.0, 1 / 9.0, 1 / 9.0}, Arrays.copyOf(Kernels.box(3, 2).doubles(), 3), 1e-15);
    NdArray gaussian = Kernels.gaussian(5, 2, 1.2);
    assertEquals(1, Arrays.stream(gaussian.doubles()).sum(), 1e-12);
    assertEquals(Math.exp(-1 / 1.44), gaussian.get(6) / gaussian.get(12), 1e-12);
    assertEquals(Shape.of(3, 3, 3), Kernels.binomial(3, 3).shape());
  }

  /// Source: facts.json, `multiplications`.
  @Test
  void depthwiseSeparable() {
    LayerRun run = LayerRun.of(Shape.of(3, 7, 7), x -> x.separableConv(128, 3));
    assertEquals(675, run.row("separable1.depthwise").multiplications());
    assertEquals(9600, run.row("separable1.pointwise").multiplications());
    assertEquals(27, run.row("separable1.depthwise").parameters());
    assertEquals(3 * 128 + 128, run.row("separable1.pointwise").parameters());
    assertEquals(Shape.of(128, 5, 5), run.model().outputShape());
    assertEquals(Shape.of(6, 4, 4), LayerRun.of(Shape.of(3, 7, 7),
        x -> x.depthwiseConv(3, 2, c -> c.stride(2).same())).model().outputShape());
  }

  /// Source: facts.json, `multiplications` and `separable_example`.
  @Test
  void spatiallySeparable() {
    LayerRun run = LayerRun.of(Shape.of(1, 5, 5), x -> x.spatiallySeparableConv(1, 3, c -> c.bias(false)))
        .parameter("spatial1.axis0.weight", 1, 2, 1).parameter("spatial1.axis1.weight", 1, 0, -1);
    assertEquals(45, run.row("spatial1.axis0").multiplications());
    assertEquals(27, run.row("spatial1.axis1").multiplications());
    LayerRun whole = LayerRun.of(Shape.of(1, 5, 5), x -> x.conv(1, 3, c -> c.bias(false)))
        .parameter("conv1.weight", 1, 0, -1, 2, 0, -2, 1, 0, -1);
    double[] x = LayerRun.random(25, 1);
    assertArrayEquals(whole.output(x), run.output(x), 1e-12);
    assertEquals(Shape.of(4, 3, 2), LayerRun.of(Shape.of(1, 5, 5),
        in -> in.spatiallySeparableConv(4, 3, c -> c.stride(2, 3).padding(1))).model().outputShape());
  }

  @Test
  void flattenedIsTheProductOfItsFilters() {
    LayerRun run = LayerRun.of(Shape.of(2, 3, 3), x -> x.flattenedConv(1, 2)).parameter("flattened1.channel.weight", 2, 3)
        .parameter("flattened1.axis0.weight", 5, 7).parameter("flattened1.axis1.weight", 11, 13).parameter("flattened1.axis1.bias", 0);
    LayerRun whole = LayerRun.of(Shape.of(2, 3, 3), x -> x.conv(1, 2, c -> c.bias(false)))
        .parameter("conv1.weight", 110, 130, 154, 182, 165, 195, 231, 273);
    double[] x = LayerRun.random(18, 1);
    assertArrayEquals(whole.output(x), run.output(x), 1e-10);
    assertEquals(2 + 2 + 3, run.model().summary().parameters());
  }

  @Test
  void structuredKernelsAreMixturesOfGaussianDerivatives() {
    LayerRun run = LayerRun.of(Shape.of(1, 5), x -> x.structuredConv(1, 5, 0.8, c -> c.bias(false)));
    var gradient = run.gradients(RAMP, new double[] {1}).get("dstructured1.mixing");
    assertEquals(4, gradient.length);
    for (int order = 0; order <= 3; order++) {
      double sum = 0;
      for (int i = 0; i < 5; i++) {
        sum += RAMP[i] * Math.pow(0.8, order) * derivative(order, i - 2.0);
      }
      assertEquals(sum, gradient[order], 1e-4, "order " + order);
    }
    LayerRun image = LayerRun.of(Shape.of(3, 9, 9), x -> x.structuredConv(4, 7, 1));
    assertEquals(3 * 4 * 10 + 4, image.row("structured1").parameters());
    assertEquals(10 * 49, image.row("structured1").fixedParameters());
    assertEquals((49 * 3 + 1) * 4 * 9, image.row("structured1").operations());
  }

  /// Of the Gaussian of deviation 0.8, by central differences.
  private static double derivative(int order, double x) {
    double h = 1e-2;
    return order == 0 ? Math.exp(-x * x / 1.28) / (0.8 * Math.sqrt(2 * Math.PI))
        : (derivative(order - 1, x + h) - derivative(order - 1, x - h)) / (2 * h);
  }

  @Test
  void notesSayWhatTheStrideLeavesUnread() {
    List<String> notes = LayerRun.of(Shape.of(1, 6, 5), x -> x.conv(1, 3, c -> c.stride(2).padding(1))).row("conv1").notes();
    assertEquals(List.of("spatial dimension 0: no window reaches the last 1 of 1 + 6 + 1 = 8 positions (stride 2), all padding"), notes);
    LayerRun run = LayerRun.of(Shape.of(1, 9), x -> x.conv(1, 2, c -> c.stride(5)));
    assertEquals(List.of("spatial dimension 0: no window reaches the last 2 of 0 + 9 + 0 = 9 positions (stride 5), 2 of them input",
        "spatial dimension 0: 3 positions lie between each window and the next (stride 5, window 2)"), run.row("conv1").notes());
    assertTrue(run.model().summary().toString().contains("conv1: spatial dimension 0: no window reaches the last 2"));
  }

  /// Every layer through compiled code against the reference evaluator.
  @Test
  void compiledLayersAgreeWithTheReference() {
    Map<String, Network> networks = Map.of(
        "borders", x -> x.conv(4, 3, c -> c.same().border(Border.reflect())).conv(4, 3, c -> c.same().border(Border.replicate()))
            .conv(4, 3, c -> c.same().border(Border.constant(0.5))),
        "weights", x -> x.conv(4, 3, c -> c.mask(1, 1, 0, 1, 1, 0, 0, 0, 1).flipped()).structuredConv(4, 3, 1)
            .depthwiseConv(3, 1, c -> c.fixed(Kernels.binomial(3, 2))),
        "blocks", x -> x.separableConv(8, 3).spatiallySeparableConv(8, 3, c -> c.same()).flattenedConv(8, 3, c -> c.causal()),
        "larger", x -> x.convTranspose(6, 4, c -> c.stride(2).padding(1)).resizeConv(4, 3, 2)
            .convTranspose(4, 3, c -> c.groups(2).stride(3).outputPadding(2)));
    networks.forEach((name, body) -> {
      Model model = LayerRun.of(Shape.of(3, 8, 9), body).model();
      double[] x = LayerRun.random(3 * 8 * 9, 4);
      assertArrayEquals(new LayerRun(model).output(x), model.compile().predict(x), 1e-12, name);
    });
  }

  @Test
  void valuesFromElsewhereKeepMaskedWeightsZero() {
    Model net = Model.define("net", Shape.of(1, 5, 5), x -> x.conv(2, 3, c -> c.mask(0, 1, 0, 1, 1, 1, 0, 1, 0)));
    NdArray ones = NdArray.filled(net.parameters().get("conv1.weight").type(), 1);
    Model given = net.withParameters(Map.of("conv1.weight", ones));
    for (Model model : List.of(net.withInitializer(Initializer.heNormal(), 3), given, net.withParametersOf(given).model())) {
      for (int i = 0; i < 18; i++) {
        assertEquals(i % 9 % 2 == 0 && i % 9 != 4, model.parameters().get("conv1.weight").get(i) == 0, model::toString);
      }
    }
  }

  @Test
  void kernelsOfExtremeSizeAreFinite() {
    assertArrayEquals(new double[] {0, 0.5, 0.5, 0}, Kernels.gaussian(4, 1, 1e-200).doubles());
    assertArrayEquals(new double[] {0, 0.5, 0.5, 0}, Kernels.gaussian(4, 1, Double.MIN_VALUE).doubles());
    assertArrayEquals(new double[] {0, 0.5, 0.5, 0}, Kernels.gaussian(4, 1, 0.01).doubles());
    assertArrayEquals(new double[] {0, 1, 0}, Kernels.gaussian(3, 1, 1e-200).doubles());
    double[] binomial = Kernels.binomial(2000, 1).doubles();
    assertEquals(1, Arrays.stream(binomial).sum(), 1e-12);
    assertEquals(0.01784, binomial[999], 1e-5, "1 / √(π·1999/2)");
    assertEquals(binomial[999], binomial[1000], 1e-15);
    assertArrayEquals(new double[] {0.125, 0.375, 0.375, 0.125}, Kernels.binomial(4, 1).doubles());
  }
}
