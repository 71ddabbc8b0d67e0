package jacquard.compiler.pass;

import jacquard.ir.graph.Node;
import jacquard.ir.op.ReduceSum;

/// reduce_sum(x) over axes of extent 1, or over none  =>  reshape(x)
public final class ReshapeUnitSums implements RewriteRule {
  @Override
  public Numerics numerics() {
    return Numerics.reassociates("a sum starts at 0.0, so that of the single element −0.0 is 0.0; the reshape keeps −0.0");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    return node.op() instanceof ReduceSum sum && ReductionRules.ofSingleElements(sum, node) ? ReductionRules.toReshape(node, rw)
        : Outcome.NO_MATCH;
  }
}
