package jacquard.properties;

import static jacquard.properties.TensorMath.assertClose;
import static jacquard.properties.TensorMath.combined;
import static jacquard.properties.TensorMath.convolve;
import static jacquard.properties.TensorMath.filled;
import static jacquard.properties.TensorMath.flipped;
import static jacquard.properties.TensorMath.impulse;
import static jacquard.properties.TensorMath.matrix;
import static jacquard.properties.TensorMath.padded;
import static jacquard.properties.TensorMath.random;
import static jacquard.properties.TensorMath.sampled;
import static jacquard.properties.TensorMath.shifted;
import static jacquard.properties.TensorMath.times;
import static jacquard.properties.TensorMath.transposed;
import static jacquard.properties.TensorMath.zeroStuffed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.shape.Reshape;
import jacquard.testkit.ConvolutionArbitraries;
import jacquard.testkit.ConvolutionArbitraries.Setting;
import jacquard.testkit.TensorArbitraries;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/// Properties of convolutions, in 1 to 3 spatial dimensions.
class ConvolutionPropertiesTest {
  private static final int TRIES = 25;

  /// An input with a setting that fits it.
  record Layer(Shape input, Setting setting) {
    Convolution op() {
      return setting.op();
    }

    NdArray kernel(long seed) {
      return random(setting.kernel(), seed);
    }
  }

  @Provide
  Arbitrary<Layer> layers() {
    return TensorArbitraries.images(5).flatMap(image -> {
      Shape input = image.inserted(0, Dim.of(2));
      return ConvolutionArbitraries.convolutions(input).map(setting -> new Layer(input, setting));
    });
  }

  /// Shapes `[1, C, spatial…]` with kernels `[O, C, spatial…]` that fit in.
  @Provide
  Arbitrary<Layer> plain() {
    return Combinators.combine(TensorArbitraries.images(6), Arbitraries.integers().between(1, 3), Arbitraries.integers().between(1, 3))
        .as((image, filters, extent) -> {
          Shape input = image.inserted(0, Dim.of(1));
          Shape kernel = Shape.of(filters, image.extent(0));
          for (int d = 2; d < input.rank(); d++) {
            kernel = kernel.inserted(d, Dim.of(Math.min(extent, input.extent(d))));
          }
          return new Layer(input, new Setting(Convolution.plain(input.rank() - 2), kernel));
        });
  }

  @Property(tries = TRIES)
  void linear(@ForAll("layers") Layer layer, @ForAll @LongRange(min = 0, max = 1000) long seed) {
    NdArray w = layer.kernel(seed);
    NdArray a = random(layer.input(), seed + 1);
    NdArray b = random(layer.input(), seed + 2);
    NdArray both = convolve(layer.op(), combined(a, b, (x, y) -> 2 * x - 3 * y), w);
    assertClose(both, combined(convolve(layer.op(), a, w), convolve(layer.op(), b, w), (x, y) -> 2 * x - 3 * y));
    NdArray v = layer.kernel(seed + 3);
    NdArray kernels = convolve(layer.op(), a, combined(w, v, (x, y) -> 2 * x - 3 * y));
    assertClose(kernels, combined(convolve(layer.op(), a, w), convolve(layer.op(), a, v), (x, y) -> 2 * x - 3 * y));
  }

  /// True convolution flips the kernel, so what an impulse leaves is the kernel itself; cross-correlation leaves it flipped.
  @Property(tries = TRIES)
  void theOutputOfAnImpulseIsTheKernel(@ForAll @IntRange(min = 1, max = 3) int rank, @ForAll @IntRange(min = 0, max = 2) int radius) {
    Shape square = Shape.of(1, 1);
    for (int d = 0; d < rank; d++) {
      square = square.inserted(2, Dim.of(2 * radius + 1));
    }
    NdArray w = random(square, radius);
    NdArray y = convolve(padded(rank, radius), impulse(square, (int) (square.size() / 2)), flipped(w));
    assertClose(w, y);
  }

  @Property(tries = TRIES)
  void translationEquivariant(@ForAll @IntRange(min = -3, max = 3) int by, @ForAll @IntRange(min = 1, max = 3) int rank,
      @ForAll @IntRange(min = 0, max = 2) int dimension) {
    int d = 2 + dimension % rank;
    NdArray x = inTheMiddle(rank, d);
    NdArray w = random(kernel(rank, 3), 4);
    Convolution same = padded(rank, 1);
    assertClose(shifted(convolve(same, x, w), d, by), convolve(same, shifted(x, d, by), w));
  }

  /// Turned by a quarter; scaled by doubling every pixel.
  @Property(tries = 5)
  void neitherRotationNorScalingEquivariant(@ForAll @LongRange(min = 0, max = 100) long seed) {
    NdArray x = random(Shape.of(1, 1, 6, 6), seed);
    NdArray w = random(Shape.of(1, 1, 3, 3), seed + 1);
    NdArray turned = TensorMath.gathered(x, x.shape(), i -> (5 - i % 6) * 6 + i / 6);
    NdArray y = convolve(padded(2, 1), x, w);
    assertFar(TensorMath.gathered(y, y.shape(), i -> (5 - i % 6) * 6 + i / 6), convolve(padded(2, 1), turned, w));
    Shape large = Shape.of(1, 1, 12, 12);
    NdArray scaled = TensorMath.gathered(x, large, i -> i / 24 * 6 + i % 12 / 2);
    assertFar(TensorMath.gathered(y, large, i -> i / 24 * 6 + i % 12 / 2), convolve(padded(2, 1), scaled, w));
  }

  private static void assertFar(NdArray a, NdArray b) {
    double difference = IntStream.range(0, a.size()).mapToDouble(i -> Math.abs(a.get(i) - b.get(i))).max().orElse(0);
    assertTrue(difference > 0.1, () -> "the largest difference is only " + difference);
  }

  /// `x ∗ w = w ∗ x` for true convolution with full padding.
  @Property(tries = TRIES)
  void fullConvolutionCommutes(@ForAll("plain") Layer layer) {
    NdArray x = random(layer.input().with(1, 1), 1);
    NdArray w = random(layer.setting().kernel().with(0, 1).with(1, 1), 2);
    assertClose(convolve(full(w), x, flipped(w)), convolve(full(x), w, flipped(x)));
  }

  /// The dense matrix, a column per impulse, computes the same.
  @Property(tries = TRIES)
  void isAMatrixProduct(@ForAll("layers") Layer layer) {
    Shape one = layer.input().with(0, 1);
    NdArray w = layer.kernel(1);
    NdArray x = random(one, 2);
    double[][] matrix = matrix((g, in) -> g.add(layer.op(), in.getFirst(), g.constant(w)), one);
    NdArray y = convolve(layer.op(), x, w);
    assertClose(filled(y.shape(), i -> times(matrix, x)[i]), y);
  }

  /// The gradient by the input is the transposed matrix.
  @Property(tries = TRIES)
  void theInputGradientIsTheTransposedMatrix(@ForAll("layers") Layer layer) {
    Shape one = layer.input().with(0, 1);
    NdArray w = layer.kernel(1);
    NdArray x = random(one, 2);
    double[][] matrix = transposed(matrix((g, in) -> g.add(layer.op(), in.getFirst(), g.constant(w)), one));
    NdArray dy = random(convolve(layer.op(), x, w).shape(), 3);
    NdArray dx = TensorMath.run((g, in) -> Gradient.of(g.add(layer.op(), in.get(0), in.get(1)), in.get(2), List.of(in.get(0)),
        g).getFirst(), x, w, dy);
    assertClose(filled(one, i -> times(matrix, dy)[i]), dx);
  }

  /// Stride 1: its own gradient is the direct convolution of the zero-stuffed, fully padded cotangent with the flipped kernel.
  @Property(tries = TRIES)
  void theTransposeIsAConvolutionOfTheZeroStuffedInput(@ForAll("plain") Layer layer, @ForAll @IntRange(min = 1, max = 3) int stride) {
    int rank = layer.op().spatialRank();
    NdArray x = random(layer.input().with(1, 1), 2);
    NdArray w = random(layer.setting().kernel().with(0, 1).with(1, 1), 1);
    var strided = Convolution.of(Collections.nCopies(rank, stride), Collections.nCopies(rank, 0), Collections.nCopies(rank, 1), 1);
    NdArray dy = random(convolve(strided, x, w).shape(), 3);
    NdArray dx = TensorMath.run((g, in) -> Gradient.of(g.add(strided, in.get(0), in.get(1)), in.get(2), List.of(in.get(0)), g).getFirst(),
        x, w, dy);
    NdArray direct = convolve(full(w), zeroStuffed(dy, stride), flipped(w));
    // What no window reached gets no gradient: the direct form ends before it.
    int[] from = direct.shape().at(1);
    int[] to = dx.shape().at(1);
    assertClose(TensorMath.gathered(direct, dx.shape(), i -> {
      int[] at = TensorMath.index(i, to);
      return IntStream.range(0, at.length).allMatch(d -> at[d] < from[d]) ? TensorMath.offset(at, from) : -1;
    }), dx);
  }

  @Property(tries = TRIES)
  void pointwiseIsAMatrixAtEachPosition(@ForAll("plain") Layer layer, @ForAll @IntRange(min = 1, max = 5) int filters) {
    int rank = layer.op().spatialRank();
    int channels = layer.input().extent(1);
    int positions = (int) layer.input().slice(2, rank + 2).size();
    NdArray x = random(layer.input(), 1);
    NdArray w = random(Shape.of(filters, channels), 2);
    NdArray y = convolve(Convolution.plain(rank), x, w.reshaped(kernel(rank, 1).with(0, filters).with(1, channels)));
    NdArray product = TensorMath.run((g, in) -> g.add(new MatMul(), in.get(1), g.add(new Reshape(Shape.of(channels, positions)),
        in.get(0))), x, w);
    assertClose(product.reshaped(y.shape()), y);
    assertEquals(y.shape(), layer.input().with(1, filters));
  }

  @Property(tries = TRIES)
  void stridedIsDownSampled(@ForAll("plain") Layer layer, @ForAll @IntRange(min = 1, max = 4) int stride) {
    int rank = layer.op().spatialRank();
    NdArray x = random(layer.input(), 1);
    NdArray w = layer.kernel(2);
    var strided = Convolution.of(Collections.nCopies(rank, stride), Collections.nCopies(rank, 0), Collections.nCopies(rank, 1), 1);
    assertClose(sampled(convolve(layer.op(), x, w), stride), convolve(strided, x, w));
  }

  @Property(tries = TRIES)
  void dilatedIsTheZeroStuffedKernel(@ForAll("plain") Layer layer, @ForAll @IntRange(min = 1, max = 3) int dilation) {
    int rank = layer.op().spatialRank();
    NdArray x = random(layer.input(), 1);
    NdArray w = layer.kernel(2);
    List<Integer> room = Collections.nCopies(rank, 2 * dilation);
    List<Integer> ones = Collections.nCopies(rank, 1);
    assertClose(convolve(Convolution.of(ones, room, ones, 1), x, zeroStuffed(w, dilation)),
        convolve(Convolution.of(ones, room, Collections.nCopies(rank, dilation), 1), x, w));
  }

  @Property(tries = TRIES)
  void paddingKeepsTheSizeOfAnOddKernel(@ForAll("plain") Layer layer, @ForAll @IntRange(min = 0, max = 4) int padding) {
    int rank = layer.op().spatialRank();
    Shape odd = kernel(rank, 2 * padding + 1).with(1, layer.input().extent(1));
    NdArray y = convolve(padded(rank, padding), random(layer.input(), 1), random(odd, 2));
    assertEquals(layer.input().with(1, 1), y.shape());
  }

  /// One kernel used twice gets the sum of what two kernels of the same value would get.
  @Property(tries = TRIES)
  void sharingForwardIsAddingBackward(@ForAll("plain") Layer layer) {
    NdArray x = random(layer.input(), 1);
    NdArray z = random(layer.input(), 2);
    NdArray w = layer.kernel(3);
    NdArray dy = random(convolve(layer.op(), x, w).shape(), 4);
    NdArray shared = TensorMath.run((g, in) -> Gradient.of(g.add(new Mul(), g.add(layer.op(), in.get(0), in.get(2)),
        g.add(layer.op(), in.get(1), in.get(2))), in.get(3), List.of(in.get(2)), g).getFirst(), x, z, w, dy);
    NdArray added = TensorMath.run((g, in) -> {
      List<Node> both = Gradient.of(g.add(new Mul(), g.add(layer.op(), in.get(0), in.get(2)),
          g.add(layer.op(), in.get(1), in.get(4))), in.get(3), List.of(in.get(2), in.get(4)), g);
      return g.add(new Add(), both.get(0), both.get(1));
    }, x, z, w, dy, w);
    assertClose(added, shared);
  }

  private static Shape kernel(int rank, int extent) {
    Shape shape = Shape.of(1, 1);
    for (int d = 0; d < rank; d++) {
      shape = shape.inserted(2, Dim.of(extent));
    }
    return shape;
  }

  /// Padding by the kernel's extent less 1 on both sides.
  private static Convolution full(NdArray w) {
    int rank = w.shape().rank() - 2;
    List<Integer> room = IntStream.range(0, rank).mapToObj(d -> w.shape().extent(2 + d) - 1).toList();
    List<Integer> ones = Collections.nCopies(rank, 1);
    return Convolution.of(ones, room, ones, 1);
  }

  /// Numbers with a margin of zeros in dimension `d` wide enough for any shift by 3.
  private static NdArray inTheMiddle(int rank, int d) {
    Shape shape = kernel(rank, 3).with(d, 12);
    NdArray numbers = random(shape, 3);
    return filled(shape, i -> {
      int at = TensorMath.index(i, shape.at(1))[d];
      return at >= 4 && at < 8 ? numbers.get(i) : 0;
    });
  }
}
