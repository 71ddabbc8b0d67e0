package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.LpPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.pooling.MaxPoolPositions;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Pooling over windows and over all positions, and its inverse.
final class PoolingOps {
  private PoolingOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("MaxPool", PoolingOps::maximum);
    table.put("AveragePool", Translator.of(PoolingOps::mean));
    table.put("LpPool", Translator.of(c -> norm(c, WindowAttributes.ofPool(c))));
    table.put("GlobalMaxPool", Translator.of(c -> c.add(new ReduceMax(spatial(c), true), c.node(0))));
    table.put("GlobalAveragePool", Translator.of(c -> c.add(new ReduceMean(spatial(c), true), c.node(0))));
    table.put("GlobalLpPool", Translator.of(c -> norm(c, whole(c))));
    table.put("MaxUnpool", Translator.of(PoolingOps::unpooled));
  }

  private static List<Integer> spatial(OperatorCall call) {
    return IntStream.range(2, Math.max(2, call.rank(0))).boxed().toList();
  }

  private static WindowAttributes whole(OperatorCall call) {
    List<Integer> kernel = spatial(call).stream().map(call.shape(0)::extent).toList();
    List<Integer> none = Collections.nCopies(kernel.size(), 0);
    List<Integer> ones = Collections.nCopies(kernel.size(), 1);
    return new WindowAttributes(kernel, ones, none, none, ones);
  }

  /// The windows over `x`, which holds padding where theirs is more than half of them.
  private record Windows(Node x, Window window) {}

  private static Windows windows(OperatorCall call, Node x, WindowAttributes a, double border) {
    boolean fits = true;
    for (int d = 0; d < a.rank(); d++) {
      long span = a.dilation().get(d) * (a.kernel().get(d) - 1L) + 1;
      fits &= 2L * Math.max(a.lo().get(d), a.hi().get(d)) <= span;
    }
    boolean ceil = call.flag("ceil_mode");
    if (fits) {
      return new Windows(x, new Window(a.kernel(), a.stride(), a.lo(), a.hi(), a.dilation(), ceil));
    }
    List<Integer> none = Collections.nCopies(a.rank(), 0);
    List<Integer> lo = ContractionOps.around(a.lo());
    List<Integer> hi = ContractionOps.around(a.hi());
    Node padded = border == 0 ? call.add(new Pad(lo, hi), x) : call.add(new ConstantPad(lo, hi, border), x);
    return new Windows(padded, new Window(a.kernel(), a.stride(), none, none, a.dilation(), ceil));
  }

  private static List<@Nullable Operand> maximum(OperatorCall call) {
    Node x = call.node(0);
    Windows windows = windows(call, x, WindowAttributes.ofPool(call), Double.NEGATIVE_INFINITY);
    Node y = call.add(new MaxPool(windows.window), windows.x);
    if (!call.wants(1)) {
      return Translator.results(y);
    }
    if (windows.x != x) {
      throw call.unsupported("positions of maxima with padding of more than half a window");
    }
    return Translator.results(y, positions(call, x, windows.window));
  }

  /// Positions among all elements of the input, of whose maps `storage_order` 1 counts the columns one after the other.
  private static Node positions(OperatorCall call, Node x, Window window) {
    Node within = call.add(new MaxPoolPositions(window), x);
    Shape shape = x.type().shape();
    int map = Math.toIntExact(shape.slice(2, shape.rank()).size());
    Scalar position = Scalar.read(0);
    if (call.flag("storage_order") && window.rank() == 2) {
      Scalar width = Scalar.constant(shape.extent(3));
      Scalar row = position.dividedBy(width).apply(UnaryFn.FLOOR);
      position = position.minus(row.times(width)).times(Scalar.constant(shape.extent(2))).plus(row);
    }
    IndexExpr before = IndexExpr.var(0).times(shape.extent(1)).plus(IndexExpr.var(1)).times(map);
    Node all = call.map(DType.F64, position.plus(new Scalar.Index(before)), call.cast(within, DType.F64));
    return call.cast(all, DType.I64);
  }

  private static Node mean(OperatorCall call) {
    boolean counted = call.flag("count_include_pad");
    Node x = call.node(0);
    Windows windows = windows(call, x, WindowAttributes.ofPool(call), 0);
    if (windows.x != x && !counted) {
      throw call.unsupported("a mean with padding of more than half a window that does not count");
    }
    return call.add(new AvgPool(windows.window, counted), windows.x);
  }

  /// The norm of magnitudes; that of even exponents needs none.
  private static Node norm(OperatorCall call, WindowAttributes attributes) {
    double p = call.since(2) ? call.integer("p", 2) : call.real("p", 2);
    Node x = p % 2 == 0 ? call.node(0) : call.add(new Abs(), call.node(0));
    Windows windows = windows(call, x, attributes, 0);
    return call.add(new LpPool(p, windows.window), windows.x);
  }

  /// Indices count all elements of the result that windows without overlap give; a larger `output_shape` has zeros at the end.
  private static Node unpooled(OperatorCall call) {
    Node x = call.node(0);
    Shape shape = x.type().shape();
    List<Integer> kernel = call.integers("kernel_shape");
    int rank = kernel.size();
    List<Integer> stride = call.perDimension("strides", rank, 1);
    List<Integer> pads = call.perDimension("pads", 2 * rank, 0);
    var size = new ArrayList<Integer>();
    for (int d = 0; d < rank; d++) {
      size.add((shape.extent(2 + d) - 1) * stride.get(d) - pads.get(d) - pads.get(rank + d) + kernel.get(d));
    }
    int map = Math.toIntExact(Shape.of(size.stream().map(Dim::of).toList()).size());
    Scalar index = Scalar.read(0);
    Scalar within = index.minus(index.dividedBy(Scalar.constant(map)).apply(UnaryFn.FLOOR).times(Scalar.constant(map)));
    Node positions = call.cast(call.map(DType.F64, within, call.cast(call.node(1), DType.F64)), DType.I32);
    Node y = call.add(new MaxUnpool(size), x, positions);
    if (!call.has(2)) {
      return y;
    }
    List<Integer> target = call.integers(2);
    var more = new ArrayList<>(List.of(0, 0));
    for (int d = 0; d < rank; d++) {
      more.add(target.get(2 + d) - size.get(d));
    }
    return call.add(new Pad(Collections.nCopies(rank + 2, 0), more), y);
  }
}
