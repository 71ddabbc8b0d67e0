package jacquard.ir.onnx;

import jacquard.ir.op.shape.Window;
import java.util.List;
import java.util.stream.IntStream;

/// What ONNX needs to know of the windows of a pooling. Its ceil mode differs from runtime to runtime in the last window, so none is asked
/// for: padding after the input gives as many windows.
final class PoolWindows {
  private PoolWindows() {}

  /// What each dimension of an input of these extents needs after it so that windows rounded down are those of `w`.
  static List<Integer> after(Window w, List<Integer> extents) {
    return IntStream.range(0, w.rank()).mapToObj(d -> Math.max(overhang(w, d, extents.get(d)), 0)).toList();
  }

  /// How far the last window of dimension `d` reaches past the input; negative where it ends before.
  static int overhang(Window w, int d, int extent) {
    return (count(w, d, extent) - 1) * w.stride().get(d) - w.lo().get(d) + span(w, d) - extent;
  }

  private static int span(Window w, int d) {
    return w.dilation().get(d) * (w.kernel().get(d) - 1) + 1;
  }

  /// How many windows dimension `d` has.
  static int count(Window w, int d, int extent) {
    int room = extent + w.lo().get(d) + w.hi().get(d) - span(w, d);
    int stride = w.stride().get(d);
    int count = (w.ceil() ? Math.ceilDiv(room, stride) : Math.floorDiv(room, stride)) + 1;
    return w.ceil() && (count - 1) * stride >= extent + w.lo().get(d) ? count - 1 : count;
  }

  static int size(Window w) {
    return w.kernel().stream().reduce(1, (a, b) -> a * b);
  }

  /// Whether padding is narrower than the kernel in every dimension, as runtimes ask.
  static boolean isNarrow(Window w, List<Integer> lo, List<Integer> hi) {
    return IntStream.range(0, w.rank()).allMatch(d -> lo.get(d) < w.kernel().get(d) && hi.get(d) < w.kernel().get(d));
  }
}
