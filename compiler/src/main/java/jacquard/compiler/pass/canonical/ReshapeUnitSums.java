package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Node;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.reduction.ReduceSum;

/// reduce_sum(x) over axes of extent 1, or over none  =>  reshape(x);  sum_pool(x), avg_pool(x) with windows of one element  =>  x
public final class ReshapeUnitSums implements RewriteRule {
  @Override
  public String does() {
    return "makes reshapes of sums over single elements";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1, "a sum starts at 0.0, so that of the single element −0.0 is 0.0; the reshape keeps −0.0");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    return switch (node.op()) {
      case ReduceSum sum -> ReductionRules.ofSingleElements(sum, node) ? ReductionRules.toReshape(node, rw) : Outcome.NO_MATCH;
      case SumPool sum -> WindowRules.ofSingleElements(sum, node) ? rw.replaceBy(node.input(0)) : Outcome.NO_MATCH;
      case AvgPool mean -> WindowRules.ofSingleElements(mean, node) ? rw.replaceBy(node.input(0)) : Outcome.NO_MATCH;
      default -> Outcome.NO_MATCH;
    };
  }
}
