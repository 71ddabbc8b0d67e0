package jacquard.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.grad.Gradient;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Attributes and extents near 2³¹: the extents of a result are those of exact integers, and the indices of its loops too, or the op
/// refuses with a `UserError` of its own.
class LargeExtentsTest {
  private static final int TRIALS = 1_000;
  private static final int[] SIZES = {1, 1, 1, 2, 2, 3, 4, 5, 8, 16, 99, 46_341, 65_536, 70_000, (1 << 30) - 1, 1 << 30, (1 << 30) + 1,
      Integer.MAX_VALUE - 1, Integer.MAX_VALUE};

  /// An op over operands with the extents it shall have; none of them are those of an empty result.
  private record Trial(Op op, List<Shape> operands, List<BigInteger> expected) {}

  private enum Family {
    CONVOLUTION(LargeExtentsTest::convolution), TRANSPOSED(LargeExtentsTest::transposed),
    MAX_POOL(r -> pool(r, MaxPool::new)), SUM_POOL(r -> pool(r, SumPool::new)),
    AVG_POOL(r -> pool(r, w -> new AvgPool(w, r.nextBoolean()))),
    MAX_POSITIONS(r -> pool(r, MaxPoolPositions::new)), LP_POOL(r -> pool(r, w -> new LpPool(2, w))),
    PAD(r -> pad(r, Pad::new)), CONSTANT_PAD(r -> pad(r, (lo, hi) -> new ConstantPad(lo, hi, 1))),
    BORDER_PAD(r -> pad(r, (lo, hi) -> new BorderPad(BorderMode.values()[r.nextInt(3)], lo, hi))),
    SLICE(LargeExtentsTest::slice), TILE(LargeExtentsTest::tile), SHUFFLE(LargeExtentsTest::shuffle),
    UNSHUFFLE(LargeExtentsTest::unshuffle),
    UNFOLD(LargeExtentsTest::unfold), FOLD(LargeExtentsTest::fold), RESHAPE(LargeExtentsTest::reshape), CONCAT(LargeExtentsTest::concat),
    INTERPOLATE(LargeExtentsTest::interpolate), ADAPTIVE(LargeExtentsTest::adaptive), ONE_HOT(LargeExtentsTest::oneHot),
    UNPOOL(LargeExtentsTest::unpool), BROADCAST(LargeExtentsTest::broadcast), MEAN(LargeExtentsTest::mean),
    DEFORMABLE(LargeExtentsTest::deformable);

    private final Function<Random, Trial> trial;

    Family(Function<Random, Trial> trial) {
      this.trial = trial;
    }
  }

  @ParameterizedTest
  @EnumSource
  void resultsAreExactOrRefused(Family family) {
    var random = new Random(family.name().hashCode());
    for (int i = 0; i < TRIALS; i++) {
      Trial trial = family.trial.apply(random);
      try {
        check(trial);
      } catch (UserError refused) {
        assertTrue(refused.code().matches("[a-z_]+/[a-z-]+"), refused::getMessage);
        assertTrue(isLarge(trial) || !isPossible(trial) || refused.code().endsWith("/padding") || refused.code().endsWith("/reflection"),
            () -> trial + " is refused: " + refused.getMessage());
      } catch (RuntimeException e) {
        fail(trial.toString(), e);
      }
    }
  }

  private static void check(Trial trial) {
    var g = new GraphBuilder("g");
    List<Node> operands = trial.operands.stream().map(s -> g.input("x", new TensorType(operandType(trial.op, s), s))).toList();
    Node y = g.add(trial.op, operands);
    assertEquals(trial.expected.toString(), y.type().shape().dims().toString(), trial::toString);
    if (trial.op instanceof CompositeOp composite) {
      composite.expand(operands, g);
    }
    Gradient.through(y, g.input("dy", y.type()), operands, g);
    for (Node node : g.build().nodes()) {
      if (node.op() instanceof StructuredOp op) {
        Operands in = node.operands();
        requireExactIndices(op.structure(in), trial + ": " + node);
      }
    }
  }

  private static DType operandType(Op op, Shape shape) {
    return op instanceof OneHot ? DType.I32 : DType.F64;
  }

  /// The indices at the first and the last point, in 32 bits and in any.
  private static void requireExactIndices(Structure s, String what) {
    Stream<IndexExpr> indices = Stream.concat(s.reads().stream().flatMap(r -> r.map().stream()), s.write().stream());
    var inBodies = new ArrayList<IndexExpr>();
    s.body().mapLeaves(leaf -> {
      if (leaf instanceof Scalar.Index(IndexExpr e)) {
        inBodies.add(e);
      }
      return leaf;
    });
    Stream.concat(indices, inBodies.stream()).filter(e -> !e.hasLoad()).forEach(e -> {
      for (boolean last : new boolean[] {false, true}) {
        IntFunction<Integer> at = axis -> last ? s.axes().get(axis).extent().count() - 1 : 0;
        assertEquals(exact(e, at), BigInteger.valueOf(e.at(at::apply)), () -> what + ": " + e);
      }
    });
  }

  private static BigInteger exact(IndexExpr e, IntFunction<Integer> at) {
    BigInteger sum = big(e.offset());
    for (IndexExpr.Term term : e.terms()) {
      sum = sum.add(big(term.factor()).multiply(switch (term.atom()) {
        case IndexExpr.Atom.Var v -> big(at.apply(v.axis()));
        case IndexExpr.Atom.FloorDiv d -> floorDiv(exact(d.of(), at), big(d.by()));
        case IndexExpr.Atom.Mod m -> exact(m.of(), at).mod(big(m.by()));
        case IndexExpr.Atom.Clamp c -> exact(c.of(), at).max(big(c.lo())).min(big(c.hi()));
        case IndexExpr.Atom.Load l -> throw new IllegalArgumentException();
      }));
    }
    return sum;
  }

  private static boolean isPossible(Trial trial) {
    return trial.expected.stream().allMatch(e -> e.signum() > 0);
  }

  /// Whether anything in sight is not small.
  private static boolean isLarge(Trial trial) {
    return Stream.of((trial.op + " " + trial.operands + trial.expected).split("\\D+")).anyMatch(n -> n.length() > 2);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static BigInteger floorDiv(BigInteger a, BigInteger b) {
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
      boolean behind = ceil && p.subtract(BigInteger.ONE).multiply(big(stride)).compareTo(big(h).add(big(lo))) >= 0;
      var window = new Window(List.of(k), List.of(stride), List.of(lo), List.of(hi), List.of(dilation), ceil);
      return new Windows(window, behind ? p.subtract(BigInteger.ONE) : p);
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

  @Test
  void examplesThatWrapped() {
    refuses("max_pool/empty-output", new MaxPool(new Window(List.of(5), List.of(5), List.of(0), List.of(0), List.of(1 << 30), false)),
        Shape.of(1, 1, 8));
    refuses("convolution/empty-output", Convolution.of(List.of(1, 1), List.of(0, 0), List.of(Integer.MAX_VALUE, Integer.MAX_VALUE), 1),
        Shape.of(1, 1, 4, 4), Shape.of(1, 1, 3, 3));
    refuses("convolution_transpose/too-large",
        new ConvolutionTranspose(List.of(70_000), List.of(0), List.of(0), List.of(0), List.of(1), 1), Shape.of(1, 1, 70_000),
        Shape.of(1, 1, 70_000));
    refuses("reshape/size", new Reshape(Shape.of(65_536, 65_536, 65_536, 65_536)), Shape.of(1));
    refuses("input/too-large", new Input("x", new TensorType(DType.F32, Shape.of(65_536, 65_536, 65_536, 65_536))));
  }

  private static void refuses(String code, Op op, Shape... operands) {
    var g = new GraphBuilder("g");
    Supplier<Node> add = () -> g.add(op, Stream.of(operands).map(s -> g.input("x", new TensorType(DType.F32, s))).toList());
    UserError e = assertThrows(UserError.class, add::get);
    assertEquals(code, e.code(), e::getMessage);
  }

  @Test
  void aBatchThatDoesNotFitIsRefused() {
    assertEquals("shape/too-large", assertThrows(UserError.class, () -> new Dim(16, true).at(1 << 28)).code());
    assertEquals("shape/too-large", assertThrows(UserError.class, () -> Shape.of(65_536, 65_536, 65_536, 65_536).size()).code());
    assertEquals(1L << 62, Shape.of(1 << 30, 1 << 30, 4).size());
  }
}
