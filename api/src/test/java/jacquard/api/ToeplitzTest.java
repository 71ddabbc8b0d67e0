package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jacquard.api.layer.Border;
import jacquard.api.layer.Kernels;
import jacquard.api.options.ConvOptions;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.eval.Evaluator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Matrices of convolutions: the texts of the lecture notes, and the product with the input against the layer.
final class ToeplitzTest {
  private static final NdArray THREE = NdArray.of(Shape.of(3), 1.0, 2, 3);

  /// Notes 004, "written as matrix multiplication".
  @Test
  void plain() {
    assertEquals("""
        w1 w2 w3 0  0  0  0
        0  w1 w2 w3 0  0  0
        0  0  w1 w2 w3 0  0
        0  0  0  w1 w2 w3 0
        0  0  0  0  w1 w2 w3
        """, Toeplitz.of(THREE, Shape.of(7)).text("w1", "w2", "w3"));
  }

  /// Notes 004, "padding preserves size".
  @Test
  void padded() {
    assertEquals("""
        w2 w3 0  0  0  0  0
        w1 w2 w3 0  0  0  0
        0  w1 w2 w3 0  0  0
        0  0  w1 w2 w3 0  0
        0  0  0  w1 w2 w3 0
        0  0  0  0  w1 w2 w3
        0  0  0  0  0  w1 w2
        """, Toeplitz.of(THREE, Shape.of(7), c -> c.same()).text("w1", "w2", "w3"));
  }

  /// Notes 004, "strided convolution": rows sub-sampled; and its input derivative, the transpose.
  @Test
  void strided() {
    Toeplitz strided = Toeplitz.of(THREE, Shape.of(7), c -> c.stride(2));
    assertEquals("""
        w1 w2 w3 0  0  0  0
        0  0  w1 w2 w3 0  0
        0  0  0  0  w1 w2 w3
        """, strided.text("w1", "w2", "w3"));
    assertEquals("""
        w1 0  0
        w2 0  0
        w3 w1 0
        0  w2 0
        0  w3 w1
        0  0  w2
        0  0  w3
        """, strided.transposed().text("w1", "w2", "w3"));
  }

  /// Notes 004, "dilated convolution".
  @Test
  void dilated() {
    assertEquals("""
        w1 0  w2 0  w3 0  0
        0  w1 0  w2 0  w3 0
        0  0  w1 0  w2 0  w3
        """, Toeplitz.of(THREE, Shape.of(7), c -> c.dilation(2)).text("w1", "w2", "w3"));
  }

  /// Notes 002, example 2: on the padded vector, and the transposed convolution.
  @Test
  void withTheVectorPadded() {
    Toeplitz matrix = Toeplitz.of(THREE, Shape.of(6));
    assertEquals("""
        x y z 0 0 0
        0 x y z 0 0
        0 0 x y z 0
        0 0 0 x y z
        """, matrix.text("x", "y", "z"));
    assertEquals("""
        x 0 0 0
        y x 0 0
        z y x 0
        0 z y x
        0 0 z y
        0 0 0 z
        """, matrix.transposed().text("x", "y", "z"));
    assertEquals(matrix.transposed().text(), Toeplitz.of(THREE, Shape.of(4), c -> c.full().flipped()).text());
  }

  /// Notes 003: a 3x3 kernel over a 4x4 input.
  @Test
  void twoDimensions() {
    assertEquals("""
        w0,0 w0,1 w0,2 0    w1,0 w1,1 w1,2 0    w2,0 w2,1 w2,2 0    0    0    0    0
        0    w0,0 w0,1 w0,2 0    w1,0 w1,1 w1,2 0    w2,0 w2,1 w2,2 0    0    0    0
        0    0    0    0    w0,0 w0,1 w0,2 0    w1,0 w1,1 w1,2 0    w2,0 w2,1 w2,2 0
        0    0    0    0    0    w0,0 w0,1 w0,2 0    w1,0 w1,1 w1,2 0    w2,0 w2,1 w2,2
        """, Toeplitz.of(Kernels.sobelX(), Shape.of(4, 4)).text());
  }

  @Test
  void severalMaps() {
    assertEquals("""
        w0,0,0 w0,0,1 0      w0,1,0 w0,1,1 0
        0      w0,0,0 w0,0,1 0      w0,1,0 w0,1,1
        """, Toeplitz.of(random(Shape.of(1, 2, 2)), Shape.of(2, 3)).text());
    assertEquals("""
        w0,0,0 w0,0,1 0      0
        0      0      w1,0,0 w1,0,1
        """, Toeplitz.of(random(Shape.of(2, 1, 2)), Shape.of(2, 2), c -> c.groups(2)).text());
  }

  @Test
  void timesTheInputIsTheConvolution() {
    agrees(Shape.of(2, 3, 3), Shape.of(3, 8), c -> c.stride(2).paddingBefore(1).paddingAfter(2).dilation(2));
    agrees(Shape.of(4, 2, 3, 2), Shape.of(4, 5, 6), c -> c.groups(2).padding(1, -1).stride(1, 2));
    agrees(Shape.of(2, 2, 2, 1, 3), Shape.of(2, 3, 3, 4), c -> c.flipped().same());
    agrees(Shape.of(6, 1, 2, 2), Shape.of(3, 4, 4), c -> c.depthwise(2).full());
  }

  private static void agrees(Shape kernel, Shape input, Consumer<ConvOptions> options) {
    NdArray w = random(kernel);
    NdArray x = random(input);
    int[] extents = IntStream.range(2, kernel.rank()).map(kernel::extent).toArray();
    Model model = Model.define("net", ModelOptions.of(input).dtype(DType.F64), in -> in.conv(kernel.extent(0),
        options.andThen(c -> c.kernel(extents).bias(false)))).withParameters(Map.of("conv1.weight", w));
    NdArray y = Evaluator.run(model.graphs().inference(), Map.of("x", x.reshaped(input.inserted(0, Dim.of(1))))).get("output");
    assertArrayEquals(y.doubles(), product(Toeplitz.of(w, input, options).matrix(), x), 1e-12);
  }

  private static double[] product(NdArray matrix, NdArray x) {
    var y = new double[matrix.shape().extent(0)];
    for (int i = 0; i < matrix.size(); i++) {
      y[i / x.size()] += matrix.get(i) * x.get(i % x.size());
    }
    return y;
  }

  private static NdArray random(Shape shape) {
    NdArray array = NdArray.zeros(new TensorType(DType.F64, shape));
    var random = new Philox(3, shape.rank(), 0);
    for (int i = 0; i < array.size(); i++) {
      array.set(i, random.normal(i));
    }
    return array;
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertEquals("toeplitz/shape", code(() -> Toeplitz.of(THREE, Shape.of(2))));
    assertEquals("toeplitz/shape", code(() -> Toeplitz.of(THREE, Shape.of(1, 2, 3))));
    assertEquals("toeplitz/shape", code(() -> Toeplitz.of(random(Shape.of(2, 3, 2)), Shape.of(2, 5))));
    assertEquals("toeplitz/stride", code(() -> Toeplitz.of(THREE, Shape.of(7), c -> c.stride(0))));
    assertEquals("toeplitz/option", code(() -> Toeplitz.of(THREE, Shape.of(7), c -> c.border(Border.reflect()))));
    assertEquals("toeplitz/size", code(() -> Toeplitz.of(THREE, Shape.of(100_000)).matrix()));
    assertEquals("toeplitz/text", code(() -> Toeplitz.of(THREE, Shape.of(2000)).text()));
    assertEquals("toeplitz/names", code(() -> Toeplitz.of(THREE, Shape.of(7)).text("a")));
  }

  private static String code(Executable mistake) {
    return assertThrows(UserError.class, mistake).code();
  }

  @Test
  void anInputWithoutElementsIsRefused() {
    NdArray kernel = NdArray.of(Shape.of(3), 1.0, 2, 3);
    for (Shape none : List.of(Shape.of(0), Shape.of(1).batched())) {
      assertEquals("toeplitz/shape", assertThrows(UserError.class, () -> Toeplitz.of(kernel, none, c -> c.padding(2))).code());
    }
  }
}
