package jacquard.api;

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

/// Builds the layers of [Lookups].
///
/// Counts   no operations; an embedding has `vocabulary · width` parameters.
/// Errors   `embedding/vocabulary`, `embedding/width`, `one_hot/depth`, `gather/foreign` and alike, and those of
/// the ops `gather_elements`, `grid_sample`, `max_unpool`.
final class LookupLayer {
  private LookupLayer() {}

  static Tensor embedding(Tensor x, int vocabulary, int width) {
    LayerBuilder layer = x.network().layer("embedding", "embedding", null);
    layer.requireAtLeast(1, vocabulary, "vocabulary");
    layer.requireAtLeast(1, width, "width");
    Node table = layer.parameter("weight", Shape.of(vocabulary, width), Initializer.gaussian(1), new Fan(vocabulary, width));
    Node rows = layer.add(new Gather(0), table, indices(layer, x));
    return layer.finish(channelsFirst(layer, rows), "embedding(" + vocabulary + ", " + width + ")", x.field());
  }

  static Tensor oneHot(Tensor x, int depth) {
    LayerBuilder layer = x.network().layer("one_hot", "oneHot", null);
    layer.requireAtLeast(1, depth, "depth");
    Node hot = layer.add(new OneHot(depth, x.network().type(Shape.SCALAR).dtype()), indices(layer, x));
    return layer.finish(channelsFirst(layer, hot), "oneHot(" + depth + ")", x.field());
  }

  static Tensor gather(Tensor x, int dim, Tensor indices) {
    LayerBuilder layer = x.network().layer("gather", "gather", null);
    requireSameNetwork(layer, x, indices);
    Node y = layer.add(new GatherElements(ShapeLayer.axis(layer, x, dim)), x.node(), indices(layer, indices));
    return layer.finish(y, "gather(" + dim + ")", ReceptiveField.ofData());
  }

  static Tensor gridSample(Tensor x, Tensor grid, SamplePadding padding, boolean alignCorners) {
    LayerBuilder layer = x.network().layer("grid_sample", "gridSample", null);
    requireSameNetwork(layer, x, grid);
    Node y = layer.add(new GridSample(padding, alignCorners), x.node(), grid.node());
    return layer.finish(y, "gridSample", ReceptiveField.ofData());
  }

  static Tensor maxUnpool(Tensor x, Tensor positions, int... size) {
    LayerBuilder layer = x.network().layer("unpool", "unpool", null);
    requireSameNetwork(layer, x, positions);
    List<Integer> extents = IntStream.of(size).boxed().toList();
    Node y = layer.add(new MaxUnpool(extents), x.node(), indices(layer, positions));
    return layer.finish(y, "unpool(" + Notation.extents(extents) + ")", ReceptiveField.ofData());
  }

  private static void requireSameNetwork(LayerBuilder layer, Tensor x, Tensor indices) {
    if (x.network() != indices.network()) {
      throw layer.error("foreign", "the tensors belong to different networks").got("%s and %s", x, indices)
          .fix("compute both from the argument of one Model.define").build();
    }
  }

  private static Node indices(LayerBuilder layer, Tensor x) {
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
