package jacquard.ir.op.loss;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import java.util.List;
import java.util.stream.IntStream;

/// A loss of each element of a prediction against the same element of a target.
///
/// Operands prediction and target of one shape. Gradients flow to both. Errors `…/shapes`.
public sealed interface PairLoss extends LossOp
    permits MeanSquaredError, L1Loss, HuberLoss, BinaryCrossEntropy, BinaryCrossEntropyWithLogits {
  /// The loss of one element; `x` holds one expression per operand.
  Scalar loss(List<Scalar> x);

  @Override
  default TensorType infer(Operands in) {
    in.count(2);
    return inferPair(in);
  }

  /// The type for prediction and target, which other operands follow that broadcast to them.
  default TensorType inferPair(Operands in) {
    TensorType type = Elementwise.inferFloating(in, in.size());
    if (!in.shape(0).equals(in.shape(1)) || !type.shape().equals(in.shape(0))) {
      throw in.error("shapes", "prediction and target differ in shape").got("%s and %s", in.type(0), in.type(1)).build();
    }
    return type.shaped(reduced(type.shape()));
  }

  @Override
  default Node each(List<Node> inputs, GraphBuilder g) {
    Scalar loss = loss(IntStream.range(0, inputs.size()).mapToObj(Scalar::read).toList());
    return Map.node(loss, inputs.getFirst().type().dtype(), inputs, g);
  }
}
