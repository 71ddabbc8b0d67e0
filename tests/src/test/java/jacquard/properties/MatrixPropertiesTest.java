package jacquard.properties;

import static jacquard.properties.TensorMath.assertClose;
import static jacquard.properties.TensorMath.convolve;
import static jacquard.properties.TensorMath.filled;
import static jacquard.properties.TensorMath.random;
import static jacquard.properties.TensorMath.run;
import static jacquard.properties.TensorMath.zeroStuffed;

import jacquard.api.Toeplitz;
import jacquard.api.options.ConvOptions;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.Window;
import jacquard.testkit.Choices;
import jacquard.testkit.ConvolutionArbitraries;
import jacquard.testkit.TensorArbitraries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// A convolution is a product with its Toeplitz matrix, and its kernel's rows times the windows as columns; a transposed convolution is
/// the product with the transposed matrix, and a direct convolution of the zero-stuffed input. In 1 to 3 spatial dimensions.
class MatrixPropertiesTest {
  private static final int TRIES = 40;

  /// A convolution of one example by windows, groups and filters.
  record Direct(Shape input, Window window, int groups, int filters) {
    Shape kernel() {
      return withExtents(Shape.of(filters, input.extent(1) / groups), window.kernel());
    }

    Convolution op() {
      List<Integer> ones = Collections.nCopies(window.rank(), 1);
      return new Convolution(window.stride(), window.lo(), window.hi(), window.dilation(), ones, groups, 1);
    }
  }

  @Provide
  Arbitrary<Direct> direct() {
    return TensorArbitraries.images(5).flatMap(image -> {
      Shape input = image.inserted(0, Dim.of(1));
      return Combinators.combine(ConvolutionArbitraries.windows(input), Arbitraries.integers().between(0, 5)).as((windows, code) -> {
        int channels = input.extent(1);
        int groups = code % 2 == 0 ? 1 : channels;
        var floor = new Window(windows.kernel(), windows.stride(), windows.lo(), windows.hi(), windows.dilation(), false);
        return new Direct(input, floor, groups, groups * (1 + code / 2));
      });
    });
  }

  @Property(tries = TRIES)
  void convolutionIsTheToeplitzMatrixTimesTheInput(@ForAll("direct") Direct c) {
    NdArray w = random(c.kernel(), 1);
    NdArray x = random(c.input(), 2);
    Window at = c.window();
    Toeplitz matrix = Toeplitz.of(w, c.input().slice(1, c.input().rank()),
        o -> windows(o, at.stride(), at.lo(), at.hi(), at.dilation()).groups(c.groups()));
    NdArray y = convolve(c.op(), x, w);
    assertClose(product(matrix, x).reshaped(y.shape()), y);
  }

  /// `[G, O/G, C/G·ΠR] · [G, C/G·ΠR, ΠP]`: the channels of a group are neighbours, and so are the rows of their windows.
  @Property(tries = TRIES)
  void convolutionIsTheRowsOfTheKernelTimesTheColumnsOfWindows(@ForAll("direct") Direct c) {
    NdArray w = random(c.kernel(), 1);
    NdArray x = random(c.input(), 2);
    NdArray y = convolve(c.op(), x, w);
    int taps = w.size() / c.filters();
    int positions = y.size() / c.filters();
    NdArray rows = w.reshaped(Shape.of(c.groups(), c.filters() / c.groups(), taps));
    NdArray product = run((g, in) -> g.add(new MatMul(), in.get(1),
        g.add(new Reshape(Shape.of(c.groups(), taps, positions)), g.add(new Unfold(c.window()), in.get(0)))), x, rows);
    assertClose(product.reshaped(y.shape()), y);
  }

  /// A transposed convolution `[1,C,H…] -> [1,O,P…]` whose output padding stays below the stride.
  record Transposed(Shape input, Shape kernel, ConvolutionTranspose op) {}

  @Provide
  Arbitrary<Transposed> transposed() {
    return Arbitraries.longs().between(0, 1L << 48).map(code -> transposed(new Choices(code)));
  }

  private static Transposed transposed(Choices c) {
    int rank = c.between(1, 4);
    int groups = c.between(1, 3);
    List<Integer> extents = c.list(rank, 1, 5);
    List<Integer> taps = c.list(rank, 1, 4);
    List<Integer> stride = c.list(rank, 1, 4);
    List<Integer> dilation = c.list(rank, 1, 3);
    var lo = new ArrayList<Integer>();
    var hi = new ArrayList<Integer>();
    var more = new ArrayList<Integer>();
    for (int d = 0; d < rank; d++) {
      int reach = dilation.get(d) * (taps.get(d) - 1);
      lo.add(c.between(0, reach + 1));
      hi.add(c.between(0, reach - lo.get(d) + 1));
      more.add(c.below(stride.get(d)));
    }
    int channels = groups * c.between(1, 3);
    Shape kernel = withExtents(Shape.of(channels, c.between(1, 3)), taps);
    return new Transposed(withExtents(Shape.of(1, channels), extents), kernel,
        new ConvolutionTranspose(stride, lo, hi, more, dilation, groups));
  }

  /// Of the convolution that reads what this writes: from `O` channels of extents `P` to `C` of extents `H`.
  @Property(tries = TRIES)
  void transposedConvolutionIsTheTransposeOfTheMatrix(@ForAll("transposed") Transposed t) {
    ConvolutionTranspose op = t.op();
    NdArray w = random(t.kernel(), 1);
    NdArray x = random(t.input(), 2);
    NdArray y = run((g, in) -> g.add(op, in.get(0), in.get(1)), x, w);
    Toeplitz matrix = Toeplitz.of(w, y.shape().slice(1, y.shape().rank()),
        o -> windows(o, op.stride(), op.lo(), op.hi(), op.dilation()).groups(op.groups())).transposed();
    assertClose(product(matrix, x).reshaped(y.shape()), y);
  }

  @Property(tries = TRIES)
  void transposedConvolutionIsADirectOneOfTheZeroStuffedInput(@ForAll("transposed") Transposed t) {
    ConvolutionTranspose op = t.op();
    int rank = op.spatialRank();
    NdArray w = random(t.kernel(), 1);
    NdArray x = random(t.input(), 2);
    NdArray y = run((g, in) -> g.add(op, in.get(0), in.get(1)), x, w);
    NdArray stuffed = spread(x, op.stride());
    List<Integer> ones = Collections.nCopies(rank, 1);
    var direct = new Convolution(ones, room(t, op.lo(), Collections.nCopies(rank, 0)), room(t, op.hi(), op.outputPadding()),
        op.dilation(), ones, op.groups(), 1);
    assertClose(convolve(direct, stuffed, mirrored(w, op.groups())), y);
  }

  /// `dilation·(R − 1) − cut + more`.
  private static List<Integer> room(Transposed t, List<Integer> cut, List<Integer> more) {
    return IntStream.range(0, cut.size())
        .mapToObj(d -> t.op().dilation().get(d) * (t.kernel().extent(2 + d) - 1) - cut.get(d) + more.get(d)).toList();
  }

  /// `stride − 1` zeros between neighbours.
  private static NdArray spread(NdArray x, List<Integer> stride) {
    return zeroStuffed(x, IntStream.range(0, 2 + stride.size()).map(d -> d < 2 ? 1 : stride.get(d - 2)).toArray());
  }

  /// `[C, O/G, R…]` as `[O, C/G, R…]` with the taps in reverse: `v[g·O/G + o, c, r] = w[g·C/G + c, o, R − 1 − r]`.
  private static NdArray mirrored(NdArray w, int groups) {
    int[] from = w.shape().at(1);
    int[] to = from.clone();
    to[0] = from[1] * groups;
    to[1] = from[0] / groups;
    return TensorMath.gathered(w, Shape.of(to), i -> {
      int[] at = TensorMath.index(i, to);
      int[] source = IntStream.range(0, at.length).map(d -> from[d] - 1 - at[d]).toArray();
      source[0] = at[0] / from[1] * to[1] + at[1];
      source[1] = at[0] % from[1];
      return TensorMath.offset(source, from);
    });
  }

  private static ConvOptions windows(ConvOptions o, List<Integer> stride, List<Integer> lo, List<Integer> hi, List<Integer> dilation) {
    return o.stride(ints(stride)).paddingBefore(ints(lo)).paddingAfter(ints(hi)).dilation(ints(dilation));
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(v -> v).toArray();
  }

  private static NdArray product(Toeplitz toeplitz, NdArray x) {
    NdArray matrix = toeplitz.matrix();
    Shape shape = matrix.shape();
    return filled(Shape.of(shape.extent(0)), i -> IntStream.range(0, shape.extent(1))
        .mapToDouble(j -> matrix.get(i * shape.extent(1) + j) * x.get(j)).sum());
  }

  private static Shape withExtents(Shape maps, List<Integer> extents) {
    Shape shape = maps;
    for (int extent : extents) {
      shape = shape.inserted(shape.rank(), Dim.of(extent));
    }
    return shape;
  }
}
