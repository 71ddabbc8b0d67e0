package jacquard.ir.op.normalization;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Mul;
import java.util.ArrayList;
import java.util.List;

/// `batch_norm`: each channel of `x[N,C,…]` shifted and scaled by a mean and a variance `[C]` given as operands:
///
///     y = (x − mean[c]) / √(variance[c] + ε) · scale[c] + shift[c]
///
/// Operands `x, mean, variance`, and perhaps `scale, shift`: in inference mean and variance are running averages. Where they are those of
/// `x` itself, as in training, [ZScore] keeps more digits.
/// Numerics one factor `scale / √(variance + ε)` per channel.
/// Errors   `batch_norm/rank`, `/statistics`, `/epsilon`.
/// Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2.
public record BatchNorm(double epsilon) implements Normalization {
  @Override
  public TensorType infer(Operands in) {
    if (in.size() != 3) {
      in.count(5);
    }
    Normalization.common(in, 2, epsilon);
    Normalization.perChannel(in, 1);
    return in.type(0);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    List<Node> vectors = Normalization.overChannels(inputs.subList(1, inputs.size()), x.type(), g);
    Node factor = Normalization.inverseDeviation(vectors.get(1), epsilon, g);
    var operands = new ArrayList<>(List.of(x, vectors.getFirst(), factor));
    Scalar y = Scalar.read(0).minus(Scalar.read(1)).times(Scalar.read(2));
    if (vectors.size() == 4) {
      operands.set(2, g.add(new Mul(), factor, vectors.get(2)));
      operands.add(vectors.get(3));
      y = y.plus(Scalar.read(3));
    }
    return Map.node(y, x.type().dtype(), operands, g);
  }
}
