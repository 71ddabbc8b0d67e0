package jacquard.api;

import jacquard.ir.graph.Node;
import jacquard.ir.op.AvgPool;
import jacquard.ir.op.MaxPool;
import jacquard.ir.op.Pooling;
import jacquard.ir.op.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds pooling layers. They count one operation per input element.
///
/// Errors   `pool/rank`, `pool/window`, `pool/stride`, `pool/padding`, `pool/dilation`, and those of the ops `max_pool`, `avg_pool`.
final class PoolLayer {
  private static final int[] NO_DILATION = {1};

  private PoolLayer() {}

  static Tensor max(Tensor x, MaxPoolOptions o) {
    LayerBuilder layer = x.network().layer("pool", "pool", o.name);
    Window window = window(x, layer, o.window, o.stride, o.padding, o.dilation, o.ceil);
    return finish(x, layer, "pool", window, new MaxPool(window));
  }

  static Tensor average(Tensor x, AvgPoolOptions o) {
    LayerBuilder layer = x.network().layer("pool", "pool", o.name);
    Window window = window(x, layer, o.window, o.stride, o.padding, NO_DILATION, o.ceil);
    return finish(x, layer, "avg", window, new AvgPool(window, o.countPadding));
  }

  private static Window window(Tensor x, LayerBuilder layer, int[] extents, int @Nullable [] strides, int[] paddings, int[] dilations,
      boolean ceil) {
    int rank = x.spatialRank(layer);
    List<Integer> kernel = layer.perDimension("window", extents, rank, 1);
    List<Integer> stride = strides == null ? kernel : layer.perDimension("stride", strides, rank, 1);
    List<Integer> padding = layer.perDimension("padding", paddings, rank, 0);
    return new Window(kernel, stride, padding, padding, layer.perDimension("dilation", dilations, rank, 1), ceil);
  }

  private static Tensor finish(Tensor x, LayerBuilder layer, String word, Window w, Pooling op) {
    Node y = layer.add(op, x.node());
    String stride = w.stride().equals(w.kernel()) ? "" : ", " + Notation.extents(w.stride());
    String notation = word + "(" + Notation.extents(w.kernel()) + stride + Notation.option("p", w.lo(), 0)
        + Notation.option("d", w.dilation(), 1) + ")";
    long operations = x.shape().size();
    return layer.finish(y, notation, operations, operations, x.field().window(w.kernel(), w.stride(), w.lo(), w.dilation()));
  }
}
