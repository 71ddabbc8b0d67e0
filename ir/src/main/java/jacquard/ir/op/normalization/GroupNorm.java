package jacquard.ir.op.normalization;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.op.shape.Reshape;
import java.util.List;

/// `group_norm`: normalises `groups` groups of consecutive channels of `x[N,C,…]`, each over its channels and positions:
///
///     y = (x − mean[n,g]) / √(variance[n,g] + ε) · scale[c] + shift[c]
///
/// Operands `x`, and perhaps `scale, shift` of shape `[C]`; the variance is the biased one.
/// Errors   `group_norm/rank`, `/groups`: `groups` does not divide the channels; `/statistics`, `/epsilon`.
/// Source: Wu & He 2018, arXiv:1803.08494, equations 1 to 7.
public record GroupNorm(int groups, double epsilon) implements Normalization {
  @Override
  public TensorType infer(Operands in) {
    Normalization.check(in, 2, epsilon);
    Dim channels = in.shape(0).dim(1);
    if (groups < 1 || channels.perBatch() || channels.count() % groups != 0) {
      throw in.error("groups", "%d groups do not divide the channels", groups).got("x %s  C = %s", in.type(0), channels)
          .expected("C %% groups == 0").fix("choose groups that divide %s, such as 1", channels).build();
    }
    Normalization.perChannel(in, 1);
    return in.type(0);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Shape shape = x.type().shape();
    Dim each = Dim.of(shape.extent(1) / groups);
    Node split = g.add(new Reshape(shape.with(1, groups).inserted(2, each)), x);
    List<Node> affine = Normalization.reshaped(inputs.subList(1, inputs.size()), List.of(Dim.of(groups), each), shape.rank() - 2, g);
    Node y = Normalization.along(Normalization.axes(2, shape.rank() + 1), split, affine, epsilon, g);
    return g.add(new Reshape(shape), y);
  }
}
