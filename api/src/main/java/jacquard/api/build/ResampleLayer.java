package jacquard.api.build;

import jacquard.api.check.Notation;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.InterpolationMode;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.PixelShuffle;
import jacquard.ir.op.shape.PixelUnshuffle;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.Window;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Builds layers that change the resolution. They count as no operation.
///
/// Errors   `resize/rank`, `resize/size`, `resize/factor`, `shuffle/rank`, `shuffle/factor`, `unfold/rank`, `fold/rank`, `fold/size`, the
/// options of windows such as `unfold/window`, and those of the ops, such as `pixel_shuffle/channels`.
public final class ResampleLayer {
  private ResampleLayer() {}

  public static Symbol resize(Symbol x, ResizeSettings o) {
    LayerBuilder layer = x.network().layer("resize", "resize", o.name);
    int rank = x.spatialRank(layer);
    List<Integer> size = size(x, layer, o, rank);
    Node y = layer.add(new Interpolate(o.mode, size, o.alignCorners), x.node());
    String notation = "resize(" + Notation.extents(size) + ", " + o.mode.name().toLowerCase(Locale.ROOT)
        + (o.alignCorners ? ", corners" : "") + ")";
    boolean centred = o.mode != InterpolationMode.NEAREST && !o.alignCorners;
    return layer.finish(y, notation, resampled(x, y, Collections.nCopies(rank, o.mode.taps()), centred));
  }

  private static List<Integer> size(Symbol x, LayerBuilder layer, ResizeSettings o, int rank) {
    if (o.size != null) {
      return layer.perDimension("size", o.size, rank, 1);
    }
    double[] factor = o.factor;
    if (factor == null || factor.length != 1 && factor.length != rank) {
      throw layer.error("size", "the new size is not given").got("%d factors", factor == null ? 0 : factor.length)
          .expected("a size or a factor: one value, or %d", rank).fix("resize(r -> r.factor(2)) or resize(r -> r.size(…))").build();
    }
    return IntStream.range(0, rank).mapToObj(d -> scaled(layer, x.shape().extent(1 + d), factor[factor.length == 1 ? 0 : d])).toList();
  }

  private static int scaled(LayerBuilder layer, int extent, double factor) {
    double size = Math.floor(extent * factor);
    if (!(size >= 1 && size <= Integer.MAX_VALUE)) {
      throw layer.error("factor", "nothing is left of a dimension, or too much")
          .got("⌊%d·%s⌋ = %s, factor = %s", extent, factor, size, Notation.number(factor))
          .expected("at least 1 position and at most %d", Integer.MAX_VALUE).build();
    }
    return (int) size;
  }

  private static ReceptiveField resampled(Symbol x, Node y, List<Integer> taps, boolean centred) {
    return Fields.resampled(x.field(), taps, PoolLayer.spatial(x.shape()), PoolLayer.spatial(Symbol.perExample(y)), centred);
  }

  public static Symbol shuffle(Symbol x, int[] factors) {
    LayerBuilder layer = x.network().layer("shuffle", "shuffle", null);
    List<Integer> factor = layer.perDimension("factor", factors, x.spatialRank(layer), 1);
    Node y = layer.add(new PixelShuffle(factor), x.node());
    return layer.finish(y, "shuffle(" + Notation.extents(factor) + ")", resampled(x, y, Collections.nCopies(factor.size(), 1), false));
  }

  public static Symbol unshuffle(Symbol x, int[] factors) {
    LayerBuilder layer = x.network().layer("shuffle", "unshuffle", null);
    List<Integer> factor = layer.perDimension("factor", factors, x.spatialRank(layer), 1);
    Node y = layer.add(new PixelUnshuffle(factor), x.node());
    List<Integer> none = Collections.nCopies(factor.size(), 0);
    return layer.finish(y, "unshuffle(" + Notation.extents(factor) + ")",
        Fields.window(x.field(), factor, factor, none, Collections.nCopies(factor.size(), 1)));
  }

  public static Symbol unfold(Symbol x, WindowSettings o) {
    LayerBuilder layer = x.network().layer("unfold", "unfold", o.name);
    Window window = PoolLayer.window(x.spatialRank(layer), layer, o, false);
    Node y = layer.add(new Unfold(window), x.node());
    ReceptiveField field = window.rank() == 1 ? PoolLayer.seenThrough(window, x) : ShapeLayer.seen(x);
    return layer.finish(y, "unfold" + PoolLayer.notation(window), field);
  }

  public static Symbol fold(Symbol x, Shape size, WindowSettings o) {
    LayerBuilder layer = x.network().layer("fold", "fold", o.name);
    if (x.shape().rank() != 2) {
      throw layer.error("rank", "the input holds no columns").got("x %s", x.type()).expected("[N,C·ΠR,ΠP], as unfold gives it")
          .fix("reshape(C·ΠR, ΠP) first: a row for each channel and element of a window, a column for each window").build();
    }
    if (size.rank() < 1 || size.isBatched()) {
      throw layer.error("size", "there is no spatial dimension to fold into").got("%s", size).expected("such as Shape.of(28, 28)").build();
    }
    Window window = PoolLayer.window(size.rank(), layer, o, false);
    List<Integer> extents = IntStream.range(0, size.rank()).mapToObj(size::extent).toList();
    return layer.finish(layer.add(new Fold(window, extents), x.node()), "fold" + PoolLayer.notation(window), ShapeLayer.seen(x));
  }
}
