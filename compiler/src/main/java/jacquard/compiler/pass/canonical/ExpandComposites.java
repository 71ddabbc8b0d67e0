package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Node;

/// composite(x…)  =>  its expansion, again and again until only leaves and structured ops are left.
///
/// Order: after every pass that matches a composite whole, before the fusions, which know structured ops only.
public final class ExpandComposites implements RewriteRule {
  @Override
  public String does() {
    return "replaces composite ops by the ops they stand for";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("a composite means its expansion");
  }

  /// Lowering knows no composites.
  @Override
  public boolean required() {
    return true;
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    return node.op() instanceof CompositeOp op ? rw.replaceBy(op.expand(rw.now(node.inputs()), rw.builder(node.loc())))
        : Outcome.NO_MATCH;
  }
}
