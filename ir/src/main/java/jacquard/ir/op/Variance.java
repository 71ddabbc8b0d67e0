package jacquard.ir.op;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `variance`: `y = Σ (x − mean x)² / (count − correction)` along `axes`, in two passes: first the mean, then the squares.
///
/// Correction 0 gives the variance of what is there (biased), 1 the estimate for what it was drawn from (unbiased; NaN for one element).
/// Numerics two passes lose no digits where the mean is large beside the deviation, unlike `mean x² − (mean x)²`.
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
    Node mean = mean(x, g);
    Node squares = g.add(new Square(), g.add(new Sub(), x, mean));
    Node sum = g.add(new ReduceSum(axes, keep), squares);
    return Map.node(Scalar.read(0).dividedBy(divisor(x)), x.type().dtype(), List.of(sum), g);
  }

  /// `dx = 2 · (x − mean x) / (count − correction) · dy`; what flows through the mean adds up to 0.
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Node x = self.input(0);
    Node mean = mean(x, g);
    Scalar slope = Scalar.read(0).minus(Scalar.read(1)).times(Scalar.constant(2)).dividedBy(divisor(x)).times(Scalar.read(2));
    return List.of(Map.node(slope, x.type().dtype(), List.of(x, mean, LogSumExp.kept(dy, x, axes, g)), g));
  }

  /// In the form in which whoever asks for the variance asks for the mean too, so that both are one.
  private Node mean(Node x, GraphBuilder g) {
    Node mean = g.add(new ReduceMean(axes, keep), x);
    return keep ? mean : LogSumExp.kept(mean, x, axes, g);
  }

  private Scalar divisor(Node x) {
    return new Scalar.Count(ReduceMean.count(x, axes)).minus(Scalar.constant(correction));
  }
}
