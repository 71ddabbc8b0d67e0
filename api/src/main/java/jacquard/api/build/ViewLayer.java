package jacquard.api.build;

import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Tile;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Builds layers of views: orders, parts and repetitions of elements, which count as no operations.
///
/// Errors   `transpose/order`, `slice/axis`, `slice/range`, `split/axis`, `split/extents`, `tile/repeats`, `reverse/axis`.
public final class ViewLayer {
  private ViewLayer() {}

  /// 1 where dimension 0 of the node is the batch, which users do not count; 0 of a parameter, a constant or a state.
  private static int batchDimensions(Symbol x) {
    return x.isBatched() ? 1 : 0;
  }

  public static Symbol transpose(Symbol x, int[] order) {
    LayerBuilder layer = x.network().layer("transpose", "transpose", null);
    int batch = batchDimensions(x);
    List<Integer> axes = new ArrayList<>(Collections.nCopies(batch, 0));
    Arrays.stream(order).forEach(d -> axes.add(d + batch));
    List<Integer> expected = IntStream.range(0, x.shape().rank()).boxed().toList();
    if (!Arrays.stream(order).sorted().boxed().toList().equals(expected)) {
      throw layer.error("order", "the order does not name every dimension once").got("%s for x %s", Arrays.toString(order), x.shape())
          .expected("the numbers %s in some order", expected).build();
    }
    boolean channelsStay = order.length > 0 && order[0] == 0;
    ReceptiveField field = channelsStay ? Fields.permuted(x.field(), Arrays.stream(order).skip(1).mapToObj(d -> d - 1).toList())
        : ShapeLayer.seen(x);
    return layer.finish(layer.add(new Transpose(axes), x.node()), "transpose" + Arrays.toString(order), field);
  }

  public static Symbol slice(Symbol x, int dimension, int from, int to, int step) {
    LayerBuilder layer = x.network().layer("slice", "slice", null);
    return part(x, layer, ShapeLayer.axis(layer, x, dimension), from, to, step);
  }

  private static Symbol part(Symbol x, LayerBuilder layer, int axis, int from, int to, int step) {
    int dimension = axis - batchDimensions(x);
    String notation = "slice(dim " + dimension + ", [" + from + ", " + to + ")" + (step == 1 ? "" : ", step " + step) + ")";
    return layer.finish(layer.add(new Slice(axis, from, to, step), x.node()), notation, seenFrom(x, axis, from, step));
  }

  /// Of channels everything; along a spatial dimension as windows of one element, `step` apart, that begin at `from`.
  private static ReceptiveField seenFrom(Symbol x, int axis, int from, int step) {
    int rank = x.shape().rank() - 1;
    int spatial = axis - batchDimensions(x) - 1;
    if (spatial < 0 || !x.isBatched()) {
      return x.field();
    }
    List<Integer> ones = Collections.nCopies(rank, 1);
    var stride = new ArrayList<>(ones);
    stride.set(spatial, step);
    var before = new ArrayList<>(Collections.nCopies(rank, 0));
    before.set(spatial, -from);
    return Fields.window(x.field(), ones, stride, before, ones);
  }

  public static List<Symbol> split(Symbol x, int dimension, int[] extents) {
    LayerBuilder first = x.network().layer("split", "split", null);
    int axis = ShapeLayer.axis(first, x, dimension);
    int d = axis - batchDimensions(x);
    int whole = x.shape().extent(d);
    if (extents.length == 0 || Arrays.stream(extents).anyMatch(e -> e < 1) || Arrays.stream(extents).asLongStream().sum() != whole) {
      throw first.error("extents", "the parts do not make up the whole").got("%s of dimension %d of x %s, sum %d", Arrays.toString(extents),
          d, x.shape(), Arrays.stream(extents).asLongStream().sum()).expected("positive extents whose sum is %d", whole).build();
    }
    var parts = new ArrayList<Symbol>();
    int from = 0;
    for (int extent : extents) {
      LayerBuilder layer = parts.isEmpty() ? first : x.network().layer("split", "split", null);
      parts.add(part(x, layer, axis, from, from + extent, 1));
      from += extent;
    }
    return List.copyOf(parts);
  }

  public static List<Symbol> chunk(Symbol x, int dimension, int parts) {
    int rank = x.shape().rank();
    int d = dimension < 0 ? dimension + rank : dimension;
    boolean even = parts >= 1 && d >= 0 && d < rank && x.shape().extent(d) % parts == 0;
    if (!even) {
      LayerBuilder layer = x.network().layer("split", "split", null);
      int extent = x.shape().extent(ShapeLayer.axis(layer, x, dimension) - batchDimensions(x));
      throw layer.error("extents", "the parts are not equal")
          .got("%d parts of dimension %d of x %s: %d elements", parts, d, x.shape(), extent)
          .expected("a divisor of %d", extent).fix("use split(%d, …) for parts of different extents", dimension).build();
    }
    int[] extents = new int[parts];
    Arrays.fill(extents, x.shape().extent(d) / parts);
    return split(x, dimension, extents);
  }

  public static Symbol tile(Symbol x, int[] repeats) {
    LayerBuilder layer = x.network().layer("tile", "tile", null);
    int rank = x.shape().rank();
    if (repeats.length != 1 && repeats.length != rank) {
      throw layer.error("repeats", "there is not one number of repeats for each dimension").got("%s for x %s", Arrays.toString(repeats),
          x.shape()).expected("one for all dimensions, or %d: the channels first, the batch left out", rank).build();
    }
    List<Integer> times = layer.perDimension("repeats", repeats, rank, 1);
    boolean spatial = times.stream().skip(1).anyMatch(t -> t > 1);
    var op = new Tile(Stream.concat(Collections.nCopies(batchDimensions(x), 1).stream(), times.stream()).toList());
    return layer.finish(layer.add(op, x.node()), "tile" + times, spatial ? ShapeLayer.seen(x) : x.field());
  }

  public static Symbol reverse(Symbol x, int[] dimensions) {
    LayerBuilder layer = x.network().layer("reverse", "reverse", null);
    List<Integer> axes = Arrays.stream(dimensions).map(d -> ShapeLayer.axis(layer, x, d)).distinct().sorted().boxed().toList();
    boolean spatial = axes.stream().anyMatch(a -> a > batchDimensions(x));
    return layer.finish(layer.add(new Reverse(axes), x.node()), "reverse" + Arrays.toString(dimensions),
        spatial ? ShapeLayer.seen(x) : x.field());
  }
}
