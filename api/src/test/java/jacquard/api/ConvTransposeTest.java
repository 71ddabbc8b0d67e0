package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.layer.ReceptiveField;
import jacquard.api.options.ConvOptions;
import jacquard.api.options.ConvTransposeOptions;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Transposed convolutions and the layer that takes their place.
final class ConvTransposeTest {
  /// Notes 002: `[x y z]` over `[a b c d]`.
  @Test
  void spreadsEveryInputOverItsWindow() {
    LayerRun run = LayerRun.of(Shape.of(1, 4), x -> x.convTranspose(1, 3, c -> c.bias(false)))
        .parameter("convTranspose1.weight", 1, 10, 100);
    assertArrayEquals(new double[] {1, 12, 123, 234, 340, 400}, run.output(1, 2, 3, 4));
    LayerRun strided = LayerRun.of(Shape.of(1, 2), x -> x.convTranspose(1, 3, c -> c.bias(false).stride(2).padding(1).outputPadding(1)))
        .parameter("convTranspose1.weight", 1, 10, 100);
    assertArrayEquals(new double[] {10, 102, 20, 200}, strided.output(1, 2));
    var gradients = strided.gradients(new double[] {1, 2}, new double[] {1, 2, 3, 4});
    assertArrayEquals(new double[] {10 * 1 + 100 * 2, 1 * 2 + 10 * 3 + 100 * 4}, gradients.get("dx"));
    assertArrayEquals(new double[] {2 * 2, 1 * 1 + 2 * 3, 1 * 2 + 2 * 4}, gradients.get("dconvTranspose1.weight"));
  }

  /// `T` maps `[C,H…]` to `[O,P…]`; its transpose takes the kernel as it stands, for the layer's layout is `[C, O, R…]` with the
  /// layer's input as `C`.
  @Test
  void isTheTransposeOfTheConvolutionsMatrix() {
    transposes(Shape.of(3, 2, 3), Shape.of(2, 9), 1, c -> c.stride(2).padding(1), c -> c.stride(2).padding(1));
    transposes(Shape.of(3, 2, 3), Shape.of(2, 10), 1, c -> c.stride(2).padding(1), c -> c.stride(2).padding(1).outputPadding(1));
    transposes(Shape.of(4, 2, 2, 3), Shape.of(4, 7, 8), 2, c -> c.groups(2).stride(3, 1).dilation(2, 1),
        c -> c.groups(2).stride(3, 1).dilation(2, 1).outputPadding(1, 0));
    transposes(Shape.of(2, 1, 2, 2, 1), Shape.of(1, 4, 3, 3), 1, c -> c.stride(1, 1, 2).padding(0, 1, 0),
        c -> c.stride(1, 1, 2).padding(0, 1, 0));
  }

  private static void transposes(Shape kernel, Shape larger, int groups, Consumer<ConvOptions> conv, Consumer<ConvTransposeOptions> convT) {
    NdArray w = LayerRun.array(kernel, 1);
    NdArray matrix = Toeplitz.of(w, larger, conv).transposed().matrix();
    int[] extents = IntStream.range(2, kernel.rank()).map(kernel::extent).toArray();
    Shape smaller = LayerRun.of(larger, x -> x.conv(kernel.extent(0), conv.andThen(c -> c.kernel(extents)))).model().outputShape();
    Consumer<ConvTransposeOptions> options = convT.andThen(c -> c.kernel(extents).bias(false));
    LayerRun run = LayerRun.of(smaller, x -> x.convTranspose(kernel.extent(1) * groups, 1, options))
        .parameter("convTranspose1.weight", w.doubles());
    assertEquals(larger, run.model().outputShape());
    double[] x = LayerRun.random((int) smaller.size(), 2);
    var expected = new double[(int) larger.size()];
    for (int i = 0; i < matrix.size(); i++) {
      expected[i / x.length] += matrix.get(i) * x[i % x.length];
    }
    assertArrayEquals(expected, run.output(x), 1e-12);
  }

  @Test
  void outputPaddingUpToTheDilation() {
    assertEquals(Shape.of(1, (4 - 1) * 2 + 5 * 1 + 1 + 4), LayerRun.of(Shape.of(1, 4),
        x -> x.convTranspose(1, 2, c -> c.stride(2).dilation(5).outputPadding(4))).model().outputShape());
  }

  @Test
  void countsWhatItsConvolutionCounts() {
    LayerRun run = LayerRun.of(Shape.of(8, 5, 5), x -> x.convTranspose(4, 4, c -> c.stride(2).padding(1)));
    Summary.Row row = run.row("convTranspose1");
    assertEquals(Shape.of(4, 10, 10), row.output());
    assertEquals(4 * 4 * 8 * 4 + 4, row.parameters());
    assertEquals(8 * 25 * 16 * 4, row.multiplications());
    assertEquals(8 * 25 * 16 * 4 + 400, row.operations());
    assertEquals("convT(4, 4, s2, p1)", row.layer());
    Summary.Row back = LayerRun.of(Shape.of(4, 10, 10), x -> x.conv(8, 4, c -> c.stride(2).padding(1))).row("conv1");
    assertEquals(back.multiplications(), row.multiplications());
  }

  @Test
  void theReceptiveFieldsJumpIsDivided() {
    ReceptiveField field = LayerRun.of(Shape.of(1, 12), x -> x.conv(1, 4, c -> c.stride(2).padding(1))
        .convTranspose(1, 4, c -> c.stride(2).padding(1))).row("convTranspose1").receptiveField();
    assertEquals(List.of(6L), field.size());
    assertEquals(List.of(1L), field.jump());
    assertEquals(List.of(0.5), field.start());
  }

  @Test
  void aCheckerboardIsWarnedOf() {
    Model model = LayerRun.of(Shape.of(1, 5, 5), x -> x.convTranspose(4, 3, c -> c.stride(2, 1)).convTranspose(4, 4, c -> c.stride(2)))
        .model();
    assertEquals(1, model.warnings().size());
    String warning = model.warnings().getFirst();
    assertTrue(warning.startsWith("layer \"convTranspose1\": in spatial dimension 0 kernel 3 is not divisible by stride 2"), warning);
    assertEquals(List.of(), LayerRun.of(Shape.of(1, 5, 5), x -> x.resizeConv(4, 3, 2)).model().warnings());
  }

  @Test
  void resizingBeforeAConvolutionEnlargesWithoutThem() {
    LayerRun run = LayerRun.of(Shape.of(1, 2), x -> x.resizeConv(1, 1, 3, c -> c.bias(false))).parameter("resizeConv1.conv.weight", 2);
    assertArrayEquals(new double[] {2, 2, 2, 4, 4, 4}, run.output(1, 2));
    Map<String, double[]> gradients = run.gradients(new double[] {1, 2}, new double[] {1, 2, 3, 4, 5, 6});
    assertArrayEquals(new double[] {12, 30}, gradients.get("dx"));
    assertEquals(Shape.of(4, 10, 14), LayerRun.of(Shape.of(1, 5, 7), x -> x.resizeConv(4, 3, 2)).model().outputShape());
  }
}
