package jacquard.api.build;

import com.google.common.primitives.Ints;
import jacquard.api.check.MeantExtents;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.shape.Reshape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Builds layers that rearrange or reduce dimensions.
///
/// Counts   flatten and reshape are no operations; a reduction is one per input element, like a pooling.
/// Errors   `reshape/size`, `reshape/extent`, `reduce/axis`, `softmax/axis`.
public final class ShapeLayer {
  private ShapeLayer() {}

  /// A vector stays as it is.
  public static Symbol flatten(Symbol x) {
    if (x.shape().rank() == 1) {
      return x;
    }
    LayerBuilder layer = x.network().layer("flatten", "flatten", null);
    if (x.shape().size() > Integer.MAX_VALUE) {
      throw layer.error("extent", "the extents multiply to more than one dimension holds").got("x %s, %d elements", x.shape(),
          x.shape().size()).expected("at most %d", Integer.MAX_VALUE).build();
    }
    Dim all = Dim.of(Math.toIntExact(x.shape().size()));
    return layer.finish(layer.add(new Reshape(asIn(x, Shape.of(List.of(all)))), x.node()), "flatten", seen(x));
  }

  public static Symbol reshape(Symbol x, int[] extents) {
    LayerBuilder layer = x.network().layer("reshape", "reshape", null);
    if (Arrays.stream(extents).anyMatch(e -> e < 1)) {
      throw MeantExtents.explained(layer.error("extent", "extent too small").got("reshape(%s)", Ints.join(", ", extents)), extents,
          x.shape().size()).build();
    }
    Shape to = Shape.of(extents);
    if (!to.isCountable()) {
      throw layer.error("size", "the shape holds more elements than can be counted").got("%s", to).expected("%s, %d elements", x.shape(),
          x.shape().size()).build();
    }
    if (to.size() != x.shape().size()) {
      throw layer.error("size", "the shapes hold different numbers of elements").got("%s, %d elements", x.shape(), x.shape().size())
          .got("%s, %d elements", to, to.size()).expected("equal numbers; the batch dimension is left out").build();
    }
    return layer.finish(layer.add(new Reshape(asIn(x, to)), x.node()), "reshape" + to, seen(x));
  }

  public static Symbol reduce(String name, Symbol x, ReduceSettings settings, BiFunction<List<Integer>, Boolean, Op> op) {
    LayerBuilder layer = x.network().layer("reduce", name, null);
    int[] dimensions = settings.dims;
    IntStream chosen = dimensions.length == 0 ? IntStream.range(0, x.shape().rank()) : Arrays.stream(dimensions);
    List<Integer> axes = chosen.map(d -> axis(layer, x, d)).distinct().sorted().boxed().toList();
    boolean spatial = axes.stream().anyMatch(a -> a > 1);
    Node y = layer.add(op.apply(axes, settings.kept), x.node());
    long operations = x.shape().size();
    return layer.finish(y, name, operations, operations, spatial ? seen(x) : x.field());
  }

  /// Where along a dimension something stands, which is dropped.
  public static Symbol position(String name, Symbol x, int dimension, IntFunction<Op> op) {
    LayerBuilder layer = x.network().layer("reduce", name, null);
    int axis = axis(layer, x, dimension);
    Node y = layer.indices(layer.add(op.apply(axis), x.node()));
    long operations = x.shape().size();
    return layer.finish(y, name + "(" + dimension + ")", operations, operations, axis > 1 ? seen(x) : x.field());
  }

  private static Shape asIn(Symbol x, Shape perExample) {
    return x.isBatched() ? perExample.batched() : perExample;
  }

  /// A softmax along one dimension, which keeps the shape and counts as no operation.
  public static Symbol softmax(String name, Symbol x, int dimension, IntFunction<Op> op) {
    LayerBuilder layer = x.network().layer("softmax", name, null);
    int axis = axis(layer, x, dimension);
    return layer.finish(layer.add(op.apply(axis), x.node()), name + "(" + dimension + ")", axis == 1 ? x.field() : seen(x));
  }

  /// The axis of the node of dimension `d` of an example; negative numbers count from the end.
  static int axis(LayerBuilder layer, Symbol x, int d) {
    int rank = x.shape().rank();
    if (d < -rank || d >= rank) {
      throw layer.error("axis", "there is no dimension %d", d).got("x %s", x.shape())
          .expected("dimensions in [%d, %d), the batch not counted", -rank, rank).build();
    }
    return (d < 0 ? d + rank : d) + (x.isBatched() ? 1 : 0);
  }

  /// What an element sees that may come from any position of `x`.
  static ReceptiveField seen(Symbol x) {
    boolean onePosition = x.shape().rank() < 2 || x.shape().slice(1, x.shape().rank()).size() == 1;
    return onePosition ? x.field() : x.network().wholeInput();
  }
}
