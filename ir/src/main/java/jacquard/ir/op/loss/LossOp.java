package jacquard.ir.op.loss;

import jacquard.ir.Shape;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.List;
import java.util.stream.IntStream;

/// A composite that compares a prediction with a target: one loss per example or element, reduced as [LossReduction] says.
public sealed interface LossOp extends CompositeOp permits PairLoss, ClassLoss, RbfLoss {
  LossReduction reduction();

  /// The losses before they are reduced.
  Node each(List<Node> inputs, GraphBuilder g);

  /// The shape of the result, where the losses before have shape `each`.
  default Shape reduced(Shape each) {
    return reduction() == LossReduction.NONE ? each : Shape.SCALAR;
  }

  @Override
  default Node expand(List<Node> inputs, GraphBuilder g) {
    Node losses = each(inputs, g);
    return switch (reduction()) {
      case NONE -> losses;
      case SUM -> g.add(new ReduceSum(all(losses), false), losses);
      case MEAN -> mean(losses, inputs, g);
    };
  }

  default Node mean(Node losses, List<Node> inputs, GraphBuilder g) {
    return g.add(new ReduceMean(all(losses), false), losses);
  }

  static List<Integer> all(Node x) {
    return IntStream.range(0, x.type().rank()).boxed().toList();
  }
}
