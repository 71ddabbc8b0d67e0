package jacquard.ir.op.normalization;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Slice;
import java.util.List;

/// Mean and variance of `x` along `axes` as nodes, about an origin that lies among the values:
///
///     d = x − o      md = mean d      mean x = o + md      variance x = mean (d − md)² = squares / scale²
///
/// Shapes   `values` is that of `x`; `origin`, `mean` and `squares` have 1 in place of the extents along `axes`.
/// Numerics the mean of f32 numbers around 10⁴ is rounded to 5·10⁻⁴, which shows in every `x − mean x`. `x − o` rounds relative to its own
///          size, and so do the sums of it. For any `o` among the values, `|md|` is at most `√n` deviations, so the variance is right to a
///          few roundings wherever the mean lies, and `d − md` to a rounding of `md`. `scale`, a power of two, keeps the squares within
///          range ([#scale]); one without is 1.
/// Source   Chan, Golub, LeVeque 1983, "Algorithms for computing the sample variance: analysis and recommendations", sections 2 and 3
///          (two passes, over shifted data).
public record CenteredMoments(Node values, Node origin, Node mean, Node squares, double scale) {
  private static final int F32_SMALLEST = 100;
  private static final int F64_SMALLEST = 600;

  /// The moments of `x`, as the same nodes whoever asks for them, so that they are computed once.
  public static CenteredMoments of(Node x, List<Integer> axes, double scale, GraphBuilder g) {
    Node origin = origin(x, axes, g);
    Node values = g.add(new Sub(), x, origin);
    Node mean = mean(values, axes, g);
    Scalar difference = Scalar.read(0).minus(Scalar.read(1)).times(Scalar.constant(scale));
    Node squares = Map.node(difference.times(difference), x.type().dtype(), List.of(values, mean), g);
    return new CenteredMoments(values, origin, mean, mean(squares, axes, g), scale);
  }

  /// The mean along `axes`, which have extent 1 in the result.
  private static Node mean(Node x, List<Integer> axes, GraphBuilder g) {
    return Reshape.kept(g.add(new ReduceMean(axes, false), x), x, axes, g);
  }

  /// A number among the values: the middle element along `axes`, over a batch the mean of those. No gradient flows: the moments do not
  /// depend on it.
  private static Node origin(Node x, List<Integer> axes, GraphBuilder g) {
    Node middle = x;
    for (int axis : axes) {
      Dim extent = x.type().shape().dim(axis);
      if (!extent.perBatch() && !extent.isOne()) {
        int at = extent.count() / 2;
        middle = g.add(new Slice(axis, at, at + 1, 1), middle);
      }
    }
    List<Integer> batch = axes.stream().filter(a -> x.type().shape().dim(a).perBatch()).toList();
    Node origin = batch.isEmpty() ? middle : g.add(new ReduceMean(batch, true), middle);
    return g.add(new StopGradient(), origin);
  }

  /// The factor under which squares to which `epsilon` is added neither overflow nor lose digits that matter beside it:
  ///
  ///     scale² · ε ≈ 2⁻¹⁰⁰ in f32 (2⁻⁶⁰⁰ in f64), 1 at most
  ///
  /// At `ε = 10⁻⁵` it is 2⁻⁴², and the sum of n squares overflows at deviations of 8·10³¹ / √n, without it at 2·10¹⁹ / √n.
  public static double scale(double epsilon, DType dtype) {
    int smallest = dtype == DType.F32 ? F32_SMALLEST : F64_SMALLEST;
    int exponent = epsilon > 0 ? (smallest + Math.getExponent(epsilon)) / 2 : 0;
    return Math.scalb(1.0, -Math.max(exponent, 0));
  }

  /// `1 / √(variance + ε)`, as `scale / √(squares + ε · scale²)`.
  public Node inverseDeviation(double epsilon, GraphBuilder g) {
    Scalar root = Scalar.read(0).plus(Scalar.constant(epsilon * scale * scale)).apply(UnaryFn.SQRT);
    return Map.node(Scalar.constant(scale).dividedBy(root), squares.type().dtype(), List.of(squares), g);
  }
}
