package jacquard.ir.op.normalization;

import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `variance`: `y = Σ (x − mean x)² / (count − correction)` along `axes`.
///
/// Correction 0 gives the variance of what is there (biased), 1 the estimate for what it was drawn from (unbiased; NaN for one element).
/// Numerics a mean that is large beside the deviation costs no digits, see [CenteredMoments]; the sum of the squares must be representable.
/// Errors   `variance/correction`: negative.
/// Source: Chan, Golub, LeVeque 1983, "Algorithms for computing the sample variance", equation 1.1.
public record Variance(List<Integer> axes, boolean keep, int correction) implements CompositeOp {
  public Variance {
    axes = List.copyOf(axes);
  }

  @Override
  public TensorType infer(Operands in) {
    if (correction < 0) {
      throw in.error("correction", "the correction is negative").got("%d", correction).expected("0 (biased) or 1 (unbiased)").build();
    }
    return new ReduceSum(axes, keep).infer(in);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Node squares = CenteredMoments.of(x, axes, 1, g).squares();
    Node y = correction == 0 ? squares : Map.node(Scalar.read(0).times(unbiased(x)), x.type().dtype(), List.of(squares), g);
    return keep ? y : g.add(new Reshape(new ReduceSum(axes, false).infer(new Operands(this, List.of(x.type()), g.loc())).shape()), y);
  }

  /// `dx = 2 · (x − mean x) / (count − correction) · dy`; what flows through the mean adds up to 0.
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Node x = self.input(0);
    CenteredMoments moments = CenteredMoments.of(x, axes, 1, g);
    Scalar share = Scalar.read(0).times(Scalar.constant(2).dividedBy(count(x).minus(Scalar.constant(correction))));
    Node each = Map.node(share, x.type().dtype(), List.of(Reshape.kept(dy, x, axes, g)), g);
    Scalar slope = Scalar.read(0).minus(Scalar.read(1)).times(Scalar.read(2));
    return List.of(Map.node(slope, x.type().dtype(), List.of(moments.values(), moments.mean(), each), g));
  }

  /// `count / (count − correction)`.
  private Scalar unbiased(Node x) {
    return count(x).dividedBy(count(x).minus(Scalar.constant(correction)));
  }

  private Scalar count(Node x) {
    return new Scalar.Count(ReduceMean.count(x, axes));
  }
}
