package jacquard.ir.op.shape;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `unfold` (im2col): every window of the spatial dimensions as a column, `x[N,C,H…] -> y[N, C·ΠR, ΠP]`.
///
///     y[n, (c·R + r)·S + s, p·Q + q] = x[n, c, p·stride + r·dilation − lo, q·stride + s·dilation − lo],    0 outside x
///
/// A convolution is the weights as rows `[O, C·ΠR]` times this. The gradient is [Fold].
/// Source: Chellapilla, Puri, Simard 2006, "High performance convolutional neural networks for document processing", section 3.
/// Errors   `unfold/rank`, `/attributes`, `/padding`, `/batch`, `/empty-output`, `/too-large`.
public record Unfold(Window window) implements View {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    Shape windows = window.positions(in);
    Dim channels = in.extent(1, (long) in.shape(0).extent(1) * in.product("the elements of a window", window.kernel()));
    Dim columns = Dim.of(in.product("the windows", extents(spatial(windows))));
    return in.type(0).shaped(Shape.of(List.of(windows.dim(0), channels, columns)));
  }

  public static Shape spatial(Shape shape) {
    return shape.slice(2, shape.rank());
  }

  public static List<Integer> extents(Shape shape) {
    return shape.dims().stream().map(Dim::count).toList();
  }

  static int count(List<Integer> extents) {
    return extents.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    var source = new ArrayList<IndexExpr>();
    source.add(IndexExpr.var(0));
    source.add(IndexExpr.var(1).floorDiv(count(window.kernel())));
    List<IndexExpr> r = digits(IndexExpr.var(1), window.kernel());
    List<IndexExpr> p = digits(IndexExpr.var(2), window.extents(spatial(from)));
    for (int d = 0; d < window.rank(); d++) {
      source.add(p.get(d).times(window.stride().get(d)).plus(r.get(d).times(window.dilation().get(d))).plus(-window.lo().get(d)));
    }
    return source;
  }

  /// The row-major index `number` taken apart by `extents`; what lies above all of them is left out.
  private static List<IndexExpr> digits(IndexExpr number, List<Integer> extents) {
    var digits = new ArrayList<IndexExpr>();
    int below = 1;
    for (int d = extents.size() - 1; d >= 0; d--) {
      digits.addFirst(number.floorDiv(below).mod(extents.get(d)));
      below *= extents.get(d);
    }
    return digits;
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Shape x = spatial(self.input(0).type().shape());
    return List.of(g.add(new Fold(window, extents(x)), dy));
  }
}
