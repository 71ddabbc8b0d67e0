package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Node;
import jacquard.ir.op.reduction.PositionReduction;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceProduct;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.Reshape;

/// The part of [Simplify] about reductions over single elements. For sums see [ReshapeUnitSums].
final class ReductionRules {
  private ReductionRules() {}

  static Outcome apply(Reduction op, Node node, Rewriter rw) {
    return switch (op) {
      case ReduceSum s -> Outcome.NO_MATCH;
      case ReduceMax m -> ofSingleElements(op, node) ? toReshape(node, rw) : Outcome.NO_MATCH;
      case ReduceMin m -> ofSingleElements(op, node) ? toReshape(node, rw) : Outcome.NO_MATCH;
      case ReduceProduct p -> ofSingleElements(op, node) ? toReshape(node, rw) : Outcome.NO_MATCH;
      case PositionReduction p -> Outcome.NO_MATCH;
    };
  }

  static boolean ofSingleElements(Reduction op, Node node) {
    return op.axes().stream().allMatch(a -> node.input(0).type().shape().dim(a).isOne());
  }

  /// The operand, reshaped where its shape is another; nothing where reshapes know no such shape.
  static Outcome toReshape(Node node, Rewriter rw) {
    Node x = node.input(0);
    if (x.type().equals(node.type())) {
      return rw.replaceBy(x);
    }
    return NodeFacts.reshapes(x.type().shape(), node.type().shape()) ? rw.replace(node, new Reshape(node.type().shape()), x)
        : Outcome.NO_MATCH;
  }
}
