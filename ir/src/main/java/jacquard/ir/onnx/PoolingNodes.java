package jacquard.ir.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.pooling.AdaptiveAvgPool;
import jacquard.ir.op.pooling.AdaptiveMaxPool;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Pooling:
///
/// | op | ONNX |
/// | --- | --- |
/// | `max_pool`, `max_pool_positions` | `MaxPool`; its positions count through the whole batch, ours within a map |
/// | `avg_pool`, `sum_pool` | `AveragePool`, of a sum times the size of the window |
/// | `lp_pool` | `LpPool` of exponent 2 without dilation; other exponents by the structure |
/// | `adaptive_avg_pool`, `adaptive_max_pool` | `GlobalAveragePool`, `AveragePool` …, where the extents divide; else by the structure |
/// | `interpolate` | see [ResizeNodes] |
final class PoolingNodes extends FamilyNodes {
  PoolingNodes(Translation translation, Node node) {
    super(translation, node);
  }

  Optional<String> value() {
    return switch (node.op()) {
      case MaxPool(Window w) -> Optional.of(maximum(w));
      case MaxPoolPositions(Window w) -> positions(w);
      case AvgPool(Window w, boolean countPadding) -> mean(w, countPadding);
      case SumPool(Window w) -> sum(w);
      case LpPool(double p, Window w) -> norm(p, w);
      case AdaptiveAvgPool(var size) -> adaptive("AveragePool", size);
      case AdaptiveMaxPool(var size) -> adaptive("MaxPool", size);
      case Interpolate op -> Optional.of(new ResizeNodes(translation, node, op).value());
      default -> Optional.empty();
    };
  }

  private List<Integer> after(Window w) {
    return PoolWindows.after(w, spatialExtents(shape(0)));
  }

  private static AttributeProto[] attributes(Window w, List<Integer> lo, List<Integer> hi, AttributeProto... more) {
    var all = new ArrayList<>(List.of(Attributes.integers("kernel_shape", w.kernel()), Attributes.integers("strides", w.stride()),
        Attributes.pads(lo, hi)));
    if (w.dilation().stream().anyMatch(d -> d > 1)) {
      all.add(Attributes.integers("dilations", w.dilation()));
    }
    all.addAll(List.of(more));
    return all.toArray(AttributeProto[]::new);
  }

  private String maximum(Window w) {
    List<Integer> hi = after(w);
    if (PoolWindows.isNarrow(w, w.lo(), hi)) {
      return out.add("MaxPool", List.of(x()), attributes(w, w.lo(), hi));
    }
    List<Integer> none = Collections.nCopies(w.rank(), 0);
    return out.add("MaxPool", List.of(paddedSpatially(x(), w.lo(), hi, Double.NEGATIVE_INFINITY)), attributes(w, none, none));
  }

  private Optional<String> positions(Window w) {
    List<Integer> hi = after(w);
    if (!PoolWindows.isNarrow(w, w.lo(), hi)) {
      return Optional.empty();
    }
    int map = spatialExtents(shape(0)).stream().reduce(1, (a, b) -> a * b);
    String flat = out.add("MaxPool", List.of(x()), 2, attributes(w, w.lo(), hi)).getLast();
    String within = out.add("Mod", List.of(flat, out.constant("map", NdArray.of(Shape.SCALAR, (long) map))));
    return Optional.of(cast(within, DType.I32));
  }

  /// Where a last window of ceil mode hangs over the padding that counts, that is made of zeros, and what lies beyond does not count.
  private Optional<String> mean(Window w, boolean countPadding) {
    List<Integer> lo = w.lo();
    List<Integer> hi = after(w);
    String x = x();
    boolean counted = countPadding;
    boolean hangsOver = IntStream.range(0, w.rank()).anyMatch(d -> hi.get(d) > w.hi().get(d));
    if (countPadding && hangsOver) {
      x = paddedSpatially(x, lo, w.hi(), 0);
      List<Integer> beyond = IntStream.range(0, w.rank()).mapToObj(d -> Math.max(hi.get(d) - w.hi().get(d), 0)).toList();
      return average(x, w, Collections.nCopies(w.rank(), 0), beyond, false);
    }
    return average(x, w, lo, hi, counted);
  }

  private Optional<String> average(String x, Window w, List<Integer> lo, List<Integer> hi, boolean counted) {
    if (PoolWindows.isNarrow(w, lo, hi)) {
      return Optional.of(out.add("AveragePool", List.of(x), attributes(w, lo, hi, Attributes.flag("count_include_pad", counted))));
    }
    List<Integer> none = Collections.nCopies(w.rank(), 0);
    return counted ? Optional.of(out.add("AveragePool", List.of(paddedSpatially(x, lo, hi, 0)), attributes(w, none, none)))
        : Optional.empty();
  }

  private Optional<String> sum(Window w) {
    return average(x(), w, w.lo(), after(w), true)
        .map(mean -> out.add("Mul", List.of(mean, out.scalar(dtype(), PoolWindows.size(w)))));
  }

  /// Of other even exponents the runtime's powers overflow where ours do not.
  private Optional<String> norm(double p, Window w) {
    boolean plain = p == 2 && w.dilation().stream().allMatch(d -> d == 1) && PoolWindows.isNarrow(w, w.lo(), after(w));
    return plain ? Optional.of(out.add("LpPool", List.of(x()), attributes(w, w.lo(), after(w), Attributes.integer("p", 2))))
        : Optional.empty();
  }

  private Optional<String> adaptive(String operator, List<Integer> size) {
    List<Integer> extents = spatialExtents(shape(0));
    if (size.stream().allMatch(s -> s == 1)) {
      return Optional.of(out.add("Global" + operator, List.of(x())));
    }
    if (IntStream.range(0, size.size()).anyMatch(d -> extents.get(d) % size.get(d) != 0)) {
      return Optional.empty();
    }
    List<Integer> window = IntStream.range(0, size.size()).mapToObj(d -> extents.get(d) / size.get(d)).toList();
    return Optional.of(out.add(operator, List.of(x()), Attributes.integers("kernel_shape", window),
        Attributes.integers("strides", window)));
  }
}
