package jacquard.compiler.pass;

import jacquard.ir.eval.Evaluator;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.BroadcastTo;
import jacquard.ir.op.Constant;
import jacquard.ir.op.ConstantData;
import jacquard.ir.op.LeafOp;
import jacquard.ir.op.StructuredOp;
import java.util.List;

/// op(constants)  =>  constant, by the reference evaluator.
///
/// Only up to [#MAX_ELEMENTS] elements, for the evaluator is slow; larger ones are left to compiled code. A broadcast constant counts as
/// constant but is not itself folded: as a broadcast it costs nothing.
public final class FoldConstants implements RewriteRule {
  /// At most a few milliseconds of evaluation for the largest sums that fit.
  private static final int MAX_ELEMENTS = 1024;

  @Override
  public Numerics numerics() {
    return Numerics.reassociates("each node is computed in double and rounded once: exact to its last bit, where f32 code rounds every "
        + "operation of a sum or expression; f64 functions may differ from the emitted ones in the last bit");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (node.op() instanceof LeafOp || node.op() instanceof BroadcastTo || node.inputs().isEmpty()
        || !node.inputs().stream().allMatch(FoldConstants::isKnown)) {
      return Outcome.NO_MATCH;
    }
    if (dependsOnBatch(node)) {
      return rw.miss(node, "has constant inputs but depends on the batch size");
    }
    if (node.type().shape().size() > MAX_ELEMENTS || !node.inputs().stream().allMatch(FoldConstants::isSmall)) {
      return rw.miss(node, "has constant inputs but more than %d elements", MAX_ELEMENTS);
    }
    return rw.replace(node, new Constant(ConstantData.of(Evaluator.constant(node))), List.of());
  }

  private static boolean isKnown(Node node) {
    return switch (node.op()) {
      case Constant c -> c.data().value().isPresent();
      case BroadcastTo b -> isKnown(node.input(0));
      default -> false;
    };
  }

  private static boolean isSmall(Node node) {
    return node.type().shape().size() <= MAX_ELEMENTS && node.inputs().stream().allMatch(FoldConstants::isSmall);
  }

  /// Through a shape, a loop, or the batch size as a number.
  private static boolean dependsOnBatch(Node node) {
    if (node.type().shape().isBatched() || node.inputs().stream().anyMatch(i -> i.type().shape().isBatched())) {
      return true;
    }
    if (!(node.op() instanceof StructuredOp)) {
      return false;
    }
    Structure s = Structures.of(node);
    return s.axes().stream().anyMatch(a -> a.extent().perBatch()) || Scalars.countsBatch(s.body()) || Scalars.countsBatch(s.epilogue());
  }
}
