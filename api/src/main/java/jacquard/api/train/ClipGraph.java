package jacquard.api.train;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.DType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.pooling.SquareRange;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.List;
import java.util.stream.IntStream;

/// Gradient clipping as nodes.
public final class ClipGraph {
  /// As PyTorch, which keeps a norm of 0 from being divided by.
  private static final double NORM_EPSILON = 1e-6;
  /// The norm of many numbers may be larger than any number.
  private static final double HEADROOM = 0x1p-30;

  private ClipGraph() {}

  /// Each element of each gradient in `[-limit, limit]`.
  public static List<Node> byValue(double limit, List<Node> gradients, GraphBuilder g) {
    return gradients.stream().map(n -> clamped(n, limit, new Formula(g, n.type().dtype()))).toList();
  }

  /// The gradients scaled so that the norm of all together is at most `limit`.
  public static List<Node> byNorm(double limit, List<Node> gradients, GraphBuilder g) {
    if (gradients.isEmpty()) {
      return gradients;
    }
    DType dtype = gradients.getFirst().type().dtype();
    Node scale = scale(gradients, limit, dtype, g);
    return gradients.stream().map(n -> scaled(n, scale, new Formula(g, dtype))).toList();
  }

  private static Node clamped(Node gradient, double limit, Formula f) {
    Scalar above = new Scalar.Binary(BinaryFn.MAX, f.of(gradient), constant(-limit));
    return f.node(new Scalar.Binary(BinaryFn.MIN, above, constant(limit)));
  }

  private static Node scaled(Node gradient, Node scale, Formula f) {
    return f.node(f.of(gradient).times(f.of(scale)));
  }

  /// `min(1, limit / (‖G‖ + 10⁻⁶))`, numerator and denominator times [#HEADROOM].
  private static Node scale(List<Node> gradients, double limit, DType dtype, GraphBuilder g) {
    Node largest = gradients.stream().map(n -> largest(n, g)).reduce((a, b) -> g.add(new Maximum(), a, b)).orElseThrow();
    Node sum = gradients.stream().map(n -> squares(n, largest, new Formula(g, dtype), dtype, g)).reduce((a, b) -> g.add(new Add(), a, b))
        .orElseThrow();
    var f = new Formula(g, dtype);
    Scalar norm = f.of(sum).apply(UnaryFn.SQRT).times(constant(HEADROOM)).times(SquareRange.inverse(f.of(largest), dtype));
    Scalar factor = constant(limit * HEADROOM).dividedBy(norm.plus(constant(NORM_EPSILON * HEADROOM)));
    return f.node(new Scalar.Binary(BinaryFn.MIN, factor, constant(1)));
  }

  private static Node largest(Node gradient, GraphBuilder g) {
    return g.add(new ReduceMax(all(gradient), false), g.add(new Abs(), gradient));
  }

  private static Node squares(Node gradient, Node largest, Formula f, DType dtype, GraphBuilder g) {
    Scalar scaled = f.of(gradient).times(SquareRange.scale(f.of(largest), dtype));
    return g.add(new ReduceSum(all(gradient), false), f.node(scaled.times(scaled)));
  }

  private static List<Integer> all(Node gradient) {
    return IntStream.range(0, gradient.type().rank()).boxed().toList();
  }
}
