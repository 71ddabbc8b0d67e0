package jacquard.oracles;

import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.pooling.AdaptiveAvgPool;
import jacquard.ir.op.pooling.AdaptiveMaxPool;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.InterpolationMode;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.shape.BorderMode;
import jacquard.ir.op.shape.BorderPad;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.PixelShuffle;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.Window;
import jacquard.oracles.JsonOracles.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/// PyTorch's padding, resampling, unfolding and the rarer poolings.
final class TorchSpatialOps {
  private TorchSpatialOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
    unary(table, "adaptive_avg_pool2d", a -> new AdaptiveAvgPool(a.integers("output_size")));
    unary(table, "adaptive_max_pool2d", a -> new AdaptiveMaxPool(a.integers("output_size")));
    unary(table, "fold_col2im", a -> new Fold(window(a), a.integers("output_size")));
    unary(table, "unfold_im2col", a -> new Unfold(window(a)));
    unary(table, "interpolate_nearest", a -> new Interpolate(InterpolationMode.NEAREST, a.integers("size"), false));
    unary(table, "interpolate_bilinear", a -> new Interpolate(InterpolationMode.LINEAR, a.integers("size"), a.flag("align_corners")));
    unary(table, "interpolate_bicubic", a -> new Interpolate(InterpolationMode.CUBIC, a.integers("size"), a.flag("align_corners")));
    unary(table, "lp_pool2d", a -> new LpPool(a.number("norm_type"),
        Window.of(a.integers("kernel_size"), a.integers("stride"), List.of(0, 0), false)));
    unary(table, "pad_constant", a -> padded(a, (lo, hi) -> new ConstantPad(lo, hi, a.number("value"))));
    unary(table, "pad_reflect", a -> padded(a, (lo, hi) -> new BorderPad(BorderMode.REFLECT, lo, hi)));
    unary(table, "pad_replicate", a -> padded(a, (lo, hi) -> new BorderPad(BorderMode.REPLICATE, lo, hi)));
    unary(table, "pixel_shuffle", a -> new PixelShuffle(Collections.nCopies(2, a.integer("upscale_factor"))));
    table.put("cat", TorchSpatialOps::concat);
  }

  private static void unary(Map<String, Function<TorchGraph, Node>> table, String name, Function<Fields, Op> op) {
    table.put(name, c -> c.add(op.apply(c.attributes()), c.perExample("x")));
  }

  private static Window window(Fields a) {
    List<Integer> padding = a.integers("padding");
    return new Window(a.integers("kernel_size"), a.integers("stride"), padding, padding, a.integers("dilation"), false);
  }

  /// `pad` lists before and after of the last dimension, then of the one before it.
  private static Op padded(Fields a, BiFunction<List<Integer>, List<Integer>, Op> op) {
    List<Integer> pad = a.integers("pad");
    return op.apply(List.of(0, 0, pad.get(2), pad.get(0)), List.of(0, 0, pad.get(3), pad.get(1)));
  }

  /// Along dimension 0 the extents stay fixed.
  private static Node concat(TorchGraph c) {
    int dim = c.attributes().integer("dim");
    var parts = new ArrayList<Node>();
    for (int k = 0; c.has("x" + k); k++) {
      parts.add(dim == 0 ? c.parameter("x" + k) : c.perExample("x" + k));
    }
    return c.add(new Concat(dim), parts.toArray(Node[]::new));
  }
}
