package jacquard.api.build;

import jacquard.api.check.Notation;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.shape.Window;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Builds pooling layers. They count one operation per input element.
///
/// Errors   `pool/rank`, `pool/window`, `pool/stride`, `pool/padding`, `pool/dilation`, `pool/size`, and those of the ops, such as
/// `max_pool/empty-output`.
public final class PoolLayer {
  private PoolLayer() {}

  public static Symbol of(Symbol x, String word, WindowSettings o, Function<Window, Op> op) {
    LayerBuilder layer = x.network().layer("pool", "pool", o.name);
    Window window = window(x.spatialRank(layer), layer, o, true);
    Node y = layer.add(op.apply(window), x.node());
    long operations = x.shape().size();
    return layer.notes(Coverage.of(window, x.shape(), Symbol.perExample(y)))
        .finish(y, word + notation(window), operations, operations, seenThrough(window, x));
  }

  /// Positions are numbers of the network's type, as all indices are.
  public static Symbol positions(Symbol x, WindowSettings o) {
    LayerBuilder layer = x.network().layer("pool", "positions", o.name);
    Window window = window(x.spatialRank(layer), layer, o, true);
    Node y = layer.indices(layer.add(new MaxPoolPositions(window), x.node()));
    long operations = x.shape().size();
    return layer.finish(y, "positions" + notation(window), operations, operations, seenThrough(window, x));
  }

  /// The windows that `o` describes in `rank` dimensions; without a stride they lie side by side (`apart`), or else everywhere.
  static Window window(int rank, LayerBuilder layer, WindowSettings o, boolean apart) {
    List<Integer> kernel = layer.perDimension("window", o.window, rank, 1);
    List<Integer> next = apart ? kernel : Collections.nCopies(rank, 1);
    List<Integer> stride = o.stride == null ? next : layer.perDimension("stride", o.stride, rank, 1);
    List<Integer> padding = layer.perDimension("padding", o.padding, rank, 0);
    return new Window(kernel, stride, padding, padding, layer.perDimension("dilation", o.dilation, rank, 1), o.ceil);
  }

  /// `(3, 2, p1)`: the extent, the stride where it differs, and what is not usual.
  static String notation(Window w) {
    String stride = w.stride().equals(w.kernel()) ? "" : ", " + Notation.extents(w.stride());
    return "(" + Notation.extents(w.kernel()) + stride + Notation.option("p", w.lo(), 0) + Notation.option("d", w.dilation(), 1) + ")";
  }

  static ReceptiveField seenThrough(Window w, Symbol x) {
    return Fields.window(x.field(), w.kernel(), w.stride(), w.lo(), w.dilation());
  }

  public static Symbol adaptive(Symbol x, String word, int[] sizes, Function<List<Integer>, Op> op) {
    LayerBuilder layer = x.network().layer("pool", "pool", null);
    int rank = x.spatialRank(layer);
    List<Integer> size = layer.perDimension("size", sizes, rank, 1);
    Node y = layer.add(op.apply(size), x.node());
    List<Integer> longest = IntStream.range(0, rank).mapToObj(d -> longest(x.shape().extent(1 + d), size.get(d))).toList();
    long operations = x.shape().size();
    return layer.finish(y, word + "(to " + Notation.extents(size) + ")", operations, operations,
        Fields.resampled(x.field(), longest, spatial(x.shape()), spatial(Symbol.perExample(y)), true));
  }

  static Shape spatial(Shape example) {
    return example.slice(1, example.rank());
  }

  /// The longest of `parts` windows of `extent` elements.
  private static int longest(int extent, int parts) {
    return IntStream.range(0, parts)
        .map(p -> (int) (Math.ceilDiv((p + 1L) * extent, (long) parts) - Math.floorDiv((long) p * extent, (long) parts))).max().orElse(0);
  }

  public static Symbol global(Symbol x, String notation, Function<List<Integer>, Op> op) {
    LayerBuilder layer = x.network().layer("pool", "pool", null);
    List<Integer> axes = IntStream.range(0, x.spatialRank(layer)).map(d -> d + 2).boxed().toList();
    long operations = x.shape().size();
    return layer.finish(layer.add(op.apply(axes), x.node()), notation, operations, operations, ShapeLayer.seen(x));
  }
}
