package jacquard.ir.op;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.graph.Op;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.index.OneHot;
import jacquard.ir.op.pooling.AdaptiveAvgPool;
import jacquard.ir.op.pooling.AdaptiveMaxPool;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.InterpolationMode;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.shape.BorderMode;
import jacquard.ir.op.shape.BorderPad;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.PixelShuffle;
import jacquard.ir.op.shape.PixelUnshuffle;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Tile;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.Window;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Random ops with attributes and extents near 2³¹, and the extents that their results have in exact integers.
final class LargeExtents {
  private static final int[] SIZES = {1, 1, 1, 2, 2, 3, 4, 5, 8, 16, 99, 46_341, 65_536, 70_000, (1 << 30) - 1, 1 << 30, (1 << 30) + 1,
      Integer.MAX_VALUE - 1, Integer.MAX_VALUE};

  /// An op over operands with the extents it shall have; none of them are those of an empty result.
  record Trial(Op op, List<Shape> operands, List<BigInteger> expected) {}

  enum Family {
    CONVOLUTION(LargeExtents::convolution), TRANSPOSED(LargeExtents::transposed),
    MAX_POOL(r -> pool(r, MaxPool::new)), SUM_POOL(r -> pool(r, SumPool::new)),
    AVG_POOL(r -> pool(r, w -> new AvgPool(w, r.nextBoolean()))),
    MAX_POSITIONS(r -> pool(r, MaxPoolPositions::new)), LP_POOL(r -> pool(r, w -> new LpPool(2, w))),
    PAD(r -> pad(r, Pad::new)), CONSTANT_PAD(r -> pad(r, (lo, hi) -> new ConstantPad(lo, hi, 1))),
    BORDER_PAD(r -> pad(r, (lo, hi) -> new BorderPad(BorderMode.values()[r.nextInt(3)], lo, hi))),
    SLICE(LargeExtents::slice), TILE(LargeExtents::tile), SHUFFLE(LargeExtents::shuffle),
    UNSHUFFLE(LargeExtents::unshuffle),
    UNFOLD(LargeExtents::unfold), FOLD(LargeExtents::fold), RESHAPE(LargeExtents::reshape), CONCAT(LargeExtents::concat),
    INTERPOLATE(LargeExtents::interpolate), ADAPTIVE(LargeExtents::adaptive), ONE_HOT(LargeExtents::oneHot),
    UNPOOL(LargeExtents::unpool), BROADCAST(LargeExtents::broadcast), MEAN(LargeExtents::mean),
    DEFORMABLE(LargeExtents::deformable);

    final Function<Random, Trial> trial;

    Family(Function<Random, Trial> trial) {
      this.trial = trial;
    }
  }

  private LargeExtents() {}

  static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  static BigInteger floorDiv(BigInteger a, BigInteger b) {
    BigInteger[] parts = a.divideAndRemainder(b);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static int size(Random r) {
    return SIZES[r.nextInt(SIZES.length)];
  }

  /// Mostly small, so that not everything is refused.
  private static int often(Random r) {
    return r.nextInt(3) > 0 ? 1 + r.nextInt(4) : size(r);
  }

  private static int padding(Random r) {
    return switch (r.nextInt(6)) {
      case 0, 1, 2 -> r.nextInt(3);
      case 3 -> -r.nextInt(3);
      case 4 -> size(r);
      default -> r.nextBoolean() ? -size(r) : Integer.MIN_VALUE;
    };
  }

  private static Trial convolution(Random r) {
    int h = size(r);
    int k = often(r);
    int stride = often(r);
    int lo = padding(r);
    int hi = padding(r);
    int dilation = often(r);
    int stuffing = often(r);
    BigInteger room = big(h - 1L).multiply(big(stuffing)).add(big(lo)).add(big(hi)).subtract(big(dilation).multiply(big(k - 1L)));
    BigInteger p = room.signum() < 0 ? BigInteger.ZERO : room.divide(big(stride)).add(BigInteger.ONE);
    var op = new Convolution(List.of(stride), List.of(lo), List.of(hi), List.of(dilation), List.of(stuffing), 1, 1);
    return new Trial(op, List.of(Shape.of(1, 2, h), Shape.of(3, 2, k)), List.of(BigInteger.ONE, big(3), p));
  }

  private static Trial transposed(Random r) {
    int h = size(r);
    int k = size(r);
    int stride = size(r);
    int lo = padding(r);
    int hi = padding(r);
    int dilation = often(r);
    int more = r.nextInt(3) > 0 ? 0 : size(r) - 1;
    BigInteger p = big(h - 1L).multiply(big(stride)).subtract(big(lo)).subtract(big(hi)).add(big(dilation).multiply(big(k - 1L)))
        .add(big(1L + more));
    boolean allowed = more < Math.max(stride, dilation);
    var op = new ConvolutionTranspose(List.of(stride), List.of(lo), List.of(hi), List.of(more), List.of(dilation), 1);
    return new Trial(op, List.of(Shape.of(1, 2, h), Shape.of(2, 3, k)), List.of(BigInteger.ONE, big(3), allowed ? p : BigInteger.ZERO));
  }

  private record Windows(Window window, BigInteger positions) {
    static Windows of(Random r, int h, boolean ceil) {
      int k = often(r);
      int stride = often(r);
      int lo = Math.max(0, padding(r));
      int hi = Math.max(0, padding(r));
      int dilation = often(r);
      BigInteger room = big(h).add(big(lo)).add(big(hi)).subtract(big(dilation).multiply(big(k - 1L))).subtract(BigInteger.ONE);
      BigInteger p = floorDiv(room.add(big(ceil ? stride - 1L : 0)), big(stride)).add(BigInteger.ONE);
      boolean beyond = ceil && p.subtract(BigInteger.ONE).multiply(big(stride)).compareTo(big(h).add(big(lo))) >= 0;
      var window = new Window(List.of(k), List.of(stride), List.of(lo), List.of(hi), List.of(dilation), ceil);
      return new Windows(window, beyond ? p.subtract(BigInteger.ONE) : p);
    }
  }

  private static Trial pool(Random r, Function<Window, Op> op) {
    int h = size(r);
    Windows windows = Windows.of(r, h, r.nextBoolean());
    return new Trial(op.apply(windows.window), List.of(Shape.of(1, 2, h)), List.of(BigInteger.ONE, big(2), windows.positions));
  }

  private interface PadOp {
    Op of(List<Integer> lo, List<Integer> hi);
  }

  private static Trial pad(Random r, PadOp op) {
    int h = size(r);
    int lo = padding(r);
    int hi = padding(r);
    return new Trial(op.of(List.of(0, lo), List.of(0, hi)), List.of(Shape.of(2, h)), List.of(big(2), big(h).add(big(lo)).add(big(hi))));
  }

  private static Trial slice(Random r) {
    int h = size(r);
    int lo = r.nextInt(3) == 0 ? padding(r) : r.nextInt(4);
    int hi = r.nextBoolean() ? h : size(r);
    int step = size(r);
    boolean fits = lo >= 0 && lo < hi && hi <= h;
    BigInteger extent = fits ? big(hi).subtract(big(lo)).add(big(step - 1L)).divide(big(step)) : BigInteger.ZERO;
    return new Trial(new Slice(1, lo, hi, step), List.of(Shape.of(2, h)), List.of(big(2), extent));
  }

  private static Trial tile(Random r) {
    int h = size(r);
    int repeats = size(r);
    return new Trial(new Tile(List.of(2, repeats)), List.of(Shape.of(3, h)), List.of(big(6), big(h).multiply(big(repeats))));
  }

  private static Trial shuffle(Random r) {
    int f = often(r);
    int c = size(r);
    int h = size(r);
    boolean divides = c % f == 0;
    return new Trial(new PixelShuffle(List.of(f)), List.of(Shape.of(1, c, h)),
        List.of(BigInteger.ONE, divides ? big(c / f) : BigInteger.ZERO, big(h).multiply(big(f))));
  }

  private static Trial unshuffle(Random r) {
    int f = often(r);
    int c = size(r);
    int h = size(r);
    return new Trial(new PixelUnshuffle(List.of(f)), List.of(Shape.of(1, c, h)),
        List.of(BigInteger.ONE, big(c).multiply(big(f)), h % f == 0 ? big(h / f) : BigInteger.ZERO));
  }

  private static Trial unfold(Random r) {
    int h = size(r);
    int c = size(r);
    Windows windows = Windows.of(r, h, false);
    return new Trial(new Unfold(windows.window), List.of(Shape.of(1, c, h)),
        List.of(BigInteger.ONE, big(c).multiply(big(windows.window.kernel().getFirst())), windows.positions));
  }

  private static Trial fold(Random r) {
    int h = size(r);
    int c = 1 + r.nextInt(3);
    Windows windows = Windows.of(r, h, false);
    BigInteger rows = big(c).multiply(big(windows.window.kernel().getFirst()));
    boolean exists = rows.bitLength() < 32 && windows.positions.bitLength() < 32 && windows.positions.signum() > 0;
    Shape columns = exists ? Shape.of(1, rows.intValue(), windows.positions.intValue()) : Shape.of(1, 1, 1);
    return new Trial(new Fold(windows.window, List.of(h)), List.of(columns),
        List.of(BigInteger.ONE, exists ? big(c) : BigInteger.ZERO, big(h)));
  }

  private static Trial reshape(Random r) {
    int a = size(r);
    int b = size(r);
    int c = size(r);
    boolean swapped = r.nextBoolean();
    Shape to = swapped ? Shape.of(c, b, a) : Shape.of(size(r), size(r), size(r), size(r));
    boolean equal = product(Shape.of(a, b, c)).equals(product(to));
    return new Trial(new Reshape(to), List.of(Shape.of(a, b, c)),
        equal ? to.dims().stream().map(d -> big(d.count())).toList() : List.of(BigInteger.ZERO));
  }

  private static BigInteger product(Shape shape) {
    return shape.dims().stream().map(d -> big(d.count())).reduce(BigInteger.ONE, BigInteger::multiply);
  }

  private static Trial concat(Random r) {
    int a = size(r);
    int b = size(r);
    return new Trial(new Concat(1), List.of(Shape.of(2, a), Shape.of(2, b)), List.of(big(2), big(a).add(big(b))));
  }

  private static Trial interpolate(Random r) {
    InterpolationMode mode = InterpolationMode.values()[r.nextInt(InterpolationMode.values().length)];
    boolean corners = mode != InterpolationMode.NEAREST && r.nextBoolean();
    int size = size(r);
    return new Trial(new Interpolate(mode, List.of(size), corners), List.of(Shape.of(1, 2, size(r))),
        List.of(BigInteger.ONE, big(2), big(size)));
  }

  private static Trial adaptive(Random r) {
    int size = size(r);
    return new Trial(r.nextBoolean() ? new AdaptiveAvgPool(List.of(size)) : new AdaptiveMaxPool(List.of(size)),
        List.of(Shape.of(1, 2, size(r))), List.of(BigInteger.ONE, big(2), big(size)));
  }

  private static Trial oneHot(Random r) {
    int depth = size(r);
    int n = size(r);
    return new Trial(new OneHot(depth, DType.F64), List.of(Shape.of(n)), List.of(big(n), big(depth)));
  }

  private static Trial unpool(Random r) {
    int a = size(r);
    int b = size(r);
    return new Trial(new MaxPoolPositions(Window.of(List.of(1, 1), List.of(1, 1), List.of(0, 0), false)), List.of(Shape.of(1, 1, a, b)),
        List.of(BigInteger.ONE, BigInteger.ONE, big(a), big(b)));
  }

  private static Trial broadcast(Random r) {
    int a = size(r);
    int b = size(r);
    return new Trial(new BroadcastTo(Shape.of(a, b, a)), List.of(Shape.of(1, 1, a)), List.of(big(a), big(b), big(a)));
  }

  private static Trial mean(Random r) {
    int a = size(r);
    return new Trial(new ReduceMean(List.of(1, 2), false), List.of(Shape.of(2, a, size(r))), List.of(big(2)));
  }

  private static Trial deformable(Random r) {
    int h = often(r);
    int k = often(r);
    int stride = often(r);
    int padding = Math.abs(r.nextInt(3));
    int dilation = often(r);
    BigInteger room = big(h).add(big(2L * padding)).subtract(big(dilation).multiply(big(k - 1L))).subtract(BigInteger.ONE);
    BigInteger p = room.signum() < 0 ? BigInteger.ZERO : room.divide(big(stride)).add(BigInteger.ONE);
    var op = new DeformableConvolution(List.of(stride), List.of(padding), List.of(dilation), 1, 1, false);
    int positions = p.signum() > 0 && p.bitLength() < 32 ? p.intValue() : 1;
    return new Trial(op, List.of(Shape.of(1, 2, h), Shape.of(1, k, positions), Shape.of(3, 2, k)), List.of(BigInteger.ONE, big(3), p));
  }
}
