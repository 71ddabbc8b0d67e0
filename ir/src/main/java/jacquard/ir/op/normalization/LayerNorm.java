package jacquard.ir.op.normalization;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import java.util.List;

/// `layer_norm`: normalises over the last `dimensions` dimensions:
///
///     y = (x − mean) / √(variance + ε) · scale + shift,   mean and (biased) variance over the last dimensions
///
/// Operands `x`, and perhaps `scale, shift` of the shape of those dimensions.
/// Errors   `layer_norm/rank`, `/dimensions`, `/statistics`, `/epsilon`.
/// Source: Ba, Kiros, Hinton 2016, arXiv:1607.06450, equation 3.
public record LayerNorm(int dimensions, double epsilon) implements Normalization {
  @Override
  public TensorType infer(Operands in) {
    Normalization.check(in, 1, epsilon);
    Shape x = in.shape(0);
    if (dimensions < 1 || dimensions > x.rank() || x.slice(x.rank() - dimensions, x.rank()).isBatched()) {
      throw in.error("dimensions", "there are not %d dimensions to normalise over, the batch left out", dimensions).got("x %s", in.type(0))
          .expected("1 or more of the last dimensions").build();
    }
    for (int k = 1; k < in.size(); k++) {
      Normalization.requireShape(in, k, x.slice(x.rank() - dimensions, x.rank()));
    }
    return in.type(0);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    int rank = x.type().rank();
    return Normalization.along(Normalization.axes(rank - dimensions, rank), x, inputs.subList(1, inputs.size()), epsilon, g);
  }
}
