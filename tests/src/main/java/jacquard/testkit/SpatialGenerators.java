package jacquard.testkit;

import static jacquard.testkit.Types.image;
import static jacquard.testkit.Types.rankAtLeast;
import static jacquard.testkit.Types.someFixedAxis;

import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.pooling.AdaptiveAvgPool;
import jacquard.ir.op.pooling.AdaptiveMaxPool;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.InterpolationMode;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.shape.BorderMode;
import jacquard.ir.op.shape.BorderPad;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.PixelShuffle;
import jacquard.ir.op.shape.PixelUnshuffle;
import jacquard.ir.op.shape.Tile;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// The vocabulary continued: padding, joining, resampling, unfolding and the rarer poolings.
final class SpatialGenerators {
  private SpatialGenerators() {}

  static List<OpGenerator> all() {
    var all = new ArrayList<>(views());
    all.addAll(pooling());
    all.addAll(windows());
    return all;
  }

  private static List<OpGenerator> views() {
    return List.of(
        new OpGenerator(Concat.class, someFixedAxis(), (net, x, c) -> {
          int axis = c.fixedAxis(x);
          return c.coin() ? net.add(new Concat(axis), net.like(x, c), x, x) : net.add(new Concat(axis), x, net.like(x, c));
        }),
        new OpGenerator(Tile.class, rankAtLeast(1), (net, x, c) -> net.add(new Tile(perDim(x, 1, d -> c.between(1, 3))), x)),
        new OpGenerator(ConstantPad.class, someFixedAxis(), (net, x, c) ->
            net.add(new ConstantPad(perDim(x, 0, d -> c.below(2)), perDim(x, 0, d -> c.between(shortest(x, d, -1), 3)), 0.5), x)),
        new OpGenerator(BorderPad.class, someFixedAxis(), (net, x, c) -> {
          // A reflection has as many elements as stand beside the border.
          BorderMode border = c.of(BorderMode.values());
          return net.add(new BorderPad(border, perDim(x, 0, d -> c.between(0, Math.min(extent(x, d), 3))),
              perDim(x, 0, d -> c.between(shortest(x, d, -1), Math.min(extent(x, d), 3)))), x);
        }),
        new OpGenerator(PixelShuffle.class, image(1, 3), (net, x, c) -> {
          List<Integer> factor = c.list(spatial(x), 1, 3);
          int block = factor.stream().reduce(1, (a, b) -> a * b);
          return net.add(new PixelShuffle(factor), LayerGenerators.divisible(net, x, 1, block, c));
        }),
        new OpGenerator(PixelUnshuffle.class, image(1, 3), (net, x, c) ->
            net.add(new PixelUnshuffle(IntStream.range(2, x.type().rank()).mapToObj(d -> c.of(divisor(extent(x, d)), 1)).toList()), x)));
  }

  private static List<OpGenerator> pooling() {
    return List.of(
        new OpGenerator(SumPool.class, image(1, 3), (net, x, c) -> net.add(new SumPool(window(x, c)), x)),
        new OpGenerator(LpPool.class, image(1, 3), (net, x, c) -> net.add(new LpPool(c.of(2.0, 3.0), window(x, c)), net.positive(x))),
        new OpGenerator(MaxPoolPositions.class, image(1, 3), (net, x, c) -> net.add(new Cast(net.dtype()),
            net.add(new MaxPoolPositions(window(x, c)), x))),
        new OpGenerator(AdaptiveAvgPool.class, image(1, 3), (net, x, c) -> net.add(new AdaptiveAvgPool(c.list(spatial(x), 1, 5)), x)),
        new OpGenerator(AdaptiveMaxPool.class, image(1, 3), (net, x, c) -> net.add(new AdaptiveMaxPool(c.list(spatial(x), 1, 5)), x)),
        new OpGenerator(Interpolate.class, image(1, 3), (net, x, c) -> {
          InterpolationMode mode = c.of(InterpolationMode.values());
          return net.add(new Interpolate(mode, c.list(spatial(x), 1, 6), mode != InterpolationMode.NEAREST && c.coin()), x);
        }));
  }

  private static List<OpGenerator> windows() {
    return List.of(
        new OpGenerator(Unfold.class, image(1, 3), (net, x, c) -> net.add(new Unfold(window(x, c)), x)),
        new OpGenerator(Fold.class, image(1, 3), (net, x, c) -> {
          Window window = window(x, c);
          return net.add(new Fold(window, x.type().shape().dims().stream().skip(2).map(d -> d.count()).toList()),
              net.bounded(net.add(new Unfold(window), x)));
        }));
  }

  private static Window window(Node x, Choices c) {
    return ConvolutionArbitraries.window(x.type().shape(), c);
  }

  private static int spatial(Node x) {
    return x.type().rank() - 2;
  }

  private static int extent(Node x, int d) {
    return x.type().shape().extent(d);
  }

  /// What may be added to dimension `d` at least: nothing where that leaves nothing.
  private static int shortest(Node x, int d, int least) {
    return extent(x, d) > 1 ? least : 0;
  }

  /// 2 or 3 where it divides, else 1.
  private static int divisor(int extent) {
    return extent % 2 == 0 ? 2 : extent % 3 == 0 ? 3 : 1;
  }

  /// An amount for every fixed dimension, and `batch` for one of the batch.
  private static List<Integer> perDim(Node x, int batch, IntUnaryOperator amount) {
    return IntStream.range(0, x.type().rank()).mapToObj(d -> x.type().shape().dim(d).perBatch() ? batch : amount.applyAsInt(d)).toList();
  }
}
