package jacquard.api.build;

import jacquard.api.check.Notation;
import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.api.network.Fields;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.index.GatherElements;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.index.OneHot;
import jacquard.ir.op.index.SamplePadding;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Builds the layers of `Lookups`.
///
/// Counts   no operations; an embedding has `vocabulary · width` parameters.
/// Errors   `embedding/vocabulary`, `embedding/width`, `one_hot/depth`, `gather/foreign` and alike, and those of
/// the ops `gather_elements`, `grid_sample`, `max_unpool`.
public final class LookupLayer {
  private LookupLayer() {}

  public static Symbol embedding(Symbol x, int vocabulary, int width) {
    LayerBuilder layer = x.network().layer("embedding", "embedding", null);
    layer.requireAtLeast(1, vocabulary, "vocabulary");
    layer.requireAtLeast(1, width, "width");
    Node table = layer.parameter("weight", Shape.of(vocabulary, width), Initializer.gaussian(1), new Fan(vocabulary, width));
    Node rows = layer.add(new Gather(0), table, indices(layer, x));
    return layer.finish(channelsFirst(layer, rows), "embedding(" + vocabulary + ", " + width + ")", x.field());
  }

  public static Symbol oneHot(Symbol x, int depth) {
    LayerBuilder layer = x.network().layer("one_hot", "oneHot", null);
    layer.requireAtLeast(1, depth, "depth");
    Node hot = layer.add(new OneHot(depth, x.network().type(Shape.SCALAR).dtype()), indices(layer, x));
    return layer.finish(channelsFirst(layer, hot), "oneHot(" + depth + ")", x.field());
  }

  public static Symbol gather(Symbol x, int dim, Symbol indices) {
    LayerBuilder layer = x.network().layer("gather", "gather", null);
    requireSameNetwork(layer, x, indices);
    Node y = layer.add(new GatherElements(ShapeLayer.axis(layer, x, dim)), x.node(), indices(layer, indices));
    return layer.finish(y, "gather(" + dim + ")", Fields.ofData());
  }

  public static Symbol gridSample(Symbol x, Symbol grid, SamplePadding padding, boolean alignCorners) {
    LayerBuilder layer = x.network().layer("grid_sample", "gridSample", null);
    requireSameNetwork(layer, x, grid);
    Node y = layer.add(new GridSample(padding, alignCorners), x.node(), grid.node());
    return layer.finish(y, "gridSample", Fields.ofData());
  }

  public static Symbol maxUnpool(Symbol x, Symbol positions, int... size) {
    LayerBuilder layer = x.network().layer("unpool", "unpool", null);
    requireSameNetwork(layer, x, positions);
    List<Integer> extents = IntStream.of(size).boxed().toList();
    Node y = layer.add(new MaxUnpool(extents), x.node(), indices(layer, positions));
    return layer.finish(y, "unpool(" + Notation.extents(extents) + ")", Fields.ofData());
  }

  private static void requireSameNetwork(LayerBuilder layer, Symbol x, Symbol indices) {
    if (x.network() != indices.network()) {
      throw layer.error("foreign", "the tensors belong to different networks").got("%s and %s", x, indices)
          .fix("compute both from the argument of one Model.define").build();
    }
  }

  private static Node indices(LayerBuilder layer, Symbol x) {
    return layer.add(new Cast(DType.I32), x.node());
  }

  /// The last dimension after the batch.
  private static Node channelsFirst(LayerBuilder layer, Node y) {
    var order = new ArrayList<>(IntStream.range(1, y.type().rank() - 1).boxed().toList());
    order.addFirst(y.type().rank() - 1);
    order.addFirst(0);
    return layer.add(new Transpose(order), y);
  }
}
