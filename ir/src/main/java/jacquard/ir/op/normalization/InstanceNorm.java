package jacquard.ir.op.normalization;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import java.util.List;

/// `instance_norm`: normalises each map of `x[N,C,H…]` over its positions:
///
///     y = (x − mean[n,c]) / √(variance[n,c] + ε) · scale[c] + shift[c]
///
/// Operands `x`, and perhaps `scale, shift` of shape `[C]`; the variance is the biased one.
/// Errors   `instance_norm/rank`, `/statistics`, `/epsilon`.
/// Source: Ulyanov, Vedaldi, Lempitsky 2016, arXiv:1607.08022, equation 4.
public record InstanceNorm(double epsilon) implements Normalization {
  @Override
  public TensorType infer(Operands in) {
    Normalization.check(in, 3, epsilon);
    Normalization.perChannel(in, 1);
    return in.type(0);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    List<Node> affine = Normalization.overChannels(inputs.subList(1, inputs.size()), x.type(), g);
    return Normalization.along(Normalization.axes(2, x.type().rank()), x, affine, epsilon, g);
  }
}
