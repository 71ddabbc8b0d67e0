package jacquard.ir.onnx;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
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
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Tile;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.View;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Ops that move elements:
///
/// | op | ONNX |
/// | --- | --- |
/// | `reshape`, `transpose`, `broadcast_to`, `tile`, `concat` | `Reshape`, `Transpose`, `Expand`, `Tile`, `Concat` |
/// | `slice`, `reverse` | `Slice`, the latter with step -1 |
/// | `pad`, `constant_pad`, `border_pad` | `Pad`; a border with negative amounts gathers |
/// | `pixel_shuffle`, `pixel_unshuffle` | `DepthToSpace` of equal factors in two dimensions, else `Reshape`, `Transpose`, `Reshape` |
/// | `fold` | `Col2Im` in two dimensions, which is where runtimes agree on it; else `ConvTranspose` |
/// | `unfold` | `Gather`, by its structure |
final class ShapeNodes extends FamilyNodes {
  ShapeNodes(Translation translation, Node node) {
    super(translation, node);
  }

  Optional<String> value() {
    return switch (node.op()) {
      case Concat c -> Optional.of(out.add("Concat", translation.operands(node), Attributes.integer("axis", c.axis())));
      case ConstantPad(var lo, var hi, double value) -> Optional.of(padded(x(), lo, hi, value, dtype()));
      case Fold f -> Optional.of(columns(f));
      case View view -> view(view);
      default -> Optional.empty();
    };
  }

  private Optional<String> view(View view) {
    return switch (view) {
      case Reshape(Shape to) -> Optional.of(reshaped(x(), to));
      case Transpose(var order) -> Optional.of(transposed(x(), order));
      case BroadcastTo(Shape to) -> Optional.of(broadcast(x(), shape(0), to));
      case Tile(var repeats) -> Optional.of(out.add("Tile", List.of(x(), out.integers("repeats", repeats))));
      case Slice(int axis, int lo, int hi, int step) -> Optional.of(sliced(x(), axis, lo, hi, step));
      case Reverse(var axes) -> Optional.of(reversed(axes));
      case Pad(var lo, var hi) -> Optional.of(padded(x(), lo, hi, 0, dtype()));
      case BorderPad pad -> bordered(pad);
      case PixelShuffle(var factor) -> Optional.of(shuffled(factor));
      case PixelUnshuffle(var factor) -> Optional.of(unshuffled(factor));
      case Unfold u -> Optional.empty();
    };
  }

  private String reversed(List<Integer> axes) {
    int n = axes.size();
    long[] ends = new long[n];
    Arrays.fill(ends, Long.MIN_VALUE); // what leads past the first element: -1 is the last one
    List<Integer> back = Collections.nCopies(n, -1);
    return n == 0 ? x() : out.add("Slice", List.of(x(), out.integers("starts", back), out.constant("ends", NdArray.of(Shape.of(n), ends)),
        out.integers("axes", axes), out.integers("steps", back)));
  }

  private Optional<String> bordered(BorderPad pad) {
    var amounts = new ArrayList<>(pad.lo());
    amounts.addAll(pad.hi());
    if (amounts.stream().anyMatch(a -> a < 0)) {
      return Optional.empty();
    }
    String mode = switch (pad.border()) {
      case REFLECT -> "reflect";
      case REPLICATE -> "edge";
      case CIRCULAR -> "wrap";
    };
    boolean farAround = pad.border() == BorderMode.CIRCULAR
        && IntStream.range(0, pad.lo().size()).anyMatch(d -> Math.max(pad.lo().get(d), pad.hi().get(d)) > shape(0).dim(d).count());
    return farAround ? Optional.empty()
        : Optional.of(out.add("Pad", List.of(x(), out.integers("pads", amounts)), Attributes.text("mode", mode)));
  }

  /// `[N, C, F…, H…]` with each factor then after its dimension.
  private String shuffled(List<Integer> factor) {
    int d = factor.size();
    if (d == 2 && factor.getFirst().equals(factor.getLast())) {
      return out.add("DepthToSpace", List.of(x()), Attributes.integer("blocksize", factor.getFirst()), Attributes.text("mode", "CRD"));
    }
    Shape y = node.type().shape();
    var split = new ArrayList<>(List.of(y.dim(0), y.dim(1)));
    factor.forEach(f -> split.add(Dim.of(f)));
    split.addAll(shape(0).dims().subList(2, 2 + d));
    var order = new ArrayList<>(List.of(0, 1));
    for (int k = 0; k < d; k++) {
      order.add(2 + d + k);
      order.add(2 + k);
    }
    return reshaped(transposed(reshaped(x(), Shape.of(split)), order), y);
  }

  private String unshuffled(List<Integer> factor) {
    int d = factor.size();
    Shape y = node.type().shape();
    var split = new ArrayList<>(List.of(shape(0).dim(0), shape(0).dim(1)));
    var order = new ArrayList<>(List.of(0, 1));
    for (int k = 0; k < d; k++) {
      split.add(y.dim(2 + k));
      split.add(Dim.of(factor.get(k)));
    }
    IntStream.range(0, d).forEach(k -> order.add(3 + 2 * k));
    IntStream.range(0, d).forEach(k -> order.add(2 + 2 * k));
    return reshaped(transposed(reshaped(x(), Shape.of(split)), order), y);
  }

  private String columns(Fold fold) {
    Window w = fold.window();
    if (w.rank() != 2) {
      return spread(fold);
    }
    return out.add("Col2Im", List.of(x(), out.integers("size", fold.size()), out.integers("window", w.kernel())),
        Attributes.integers("dilations", w.dilation()), Attributes.pads(w.lo(), PoolWindows.after(w, fold.size())),
        Attributes.integers("strides", w.stride()));
  }

  /// Each window written by a transposed convolution whose kernel number `r` of a channel is 1 at tap `r`.
  private String spread(Fold fold) {
    Window w = fold.window();
    int taps = PoolWindows.size(w);
    int channels = node.type().shape().extent(1);
    var kernels = NdArray.zeros(new TensorType(dtype(), kernelShape(w, channels * taps)));
    for (int row = 0; row < channels * taps; row++) {
      kernels.set(row * taps + row % taps, 1);
    }
    Shape windows = shape(0).slice(0, 2);
    var hi = new ArrayList<Integer>();
    var missing = new ArrayList<Integer>();
    for (int d = 0; d < w.rank(); d++) {
      windows = windows.inserted(2 + d, Dim.of(PoolWindows.count(w, d, fold.size().get(d))));
      hi.add(Math.max(PoolWindows.overhang(w, d, fold.size().get(d)), 0));
      missing.add(Math.max(-PoolWindows.overhang(w, d, fold.size().get(d)), 0));
    }
    String y = out.add("ConvTranspose", List.of(reshaped(x(), windows), out.constant("taps", kernels)),
        Attributes.integers("kernel_shape", w.kernel()), Attributes.integers("strides", w.stride()),
        Attributes.integers("dilations", w.dilation()), Attributes.pads(w.lo(), hi), Attributes.integer("group", channels));
    return paddedSpatially(y, Collections.nCopies(w.rank(), 0), missing, 0);
  }

  private static Shape kernelShape(Window w, int rows) {
    Shape shape = Shape.of(rows, 1);
    for (int extent : w.kernel()) {
      shape = shape.inserted(shape.rank(), Dim.of(extent));
    }
    return shape;
  }
}
