package jacquard.compiler.pass.move;

import jacquard.compiler.nest.BatchLoop;
import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.compiler.pass.fuse.FuseEpilogue;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.shape.Transpose;
import java.util.List;

/// f(transpose(c), y…)  =>  f(c', y…), for a contraction `c`, where `c'` is a generic op of the loops of `c` that writes `out[j, i]` for `out[i, j]`
///
/// The gradient of a weight is a transposed product, read by the optimiser's map: `f` becomes the epilogue of `c'`, and the gradient needs
/// no memory.
///
/// Guards, each with a remark: only the transpose reads `c`, and only `f` the transpose; `f` does not broadcast it; the loop over the batch
/// does not run around all tiles of `c` ([BatchLoop]). Nothing is to be done where `f` is the epilogue of another operand as it stands.
///
/// Order: after FuseElementwise, so that `f` is one node, and after FusePrologue, which takes nothing into contractions but into what they
/// become here; before FuseEpilogue.
public final class WriteTransposed implements RewriteRule {
  @Override
  public Numerics numerics() {
    return Numerics.bitwise("the same sums in the same order, written to other places");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof Elementwise) || NodeFacts.draws(node)
        || node.inputs().stream().anyMatch(i -> FuseEpilogue.isRoot(i) && rw.uses().only(i, node))) {
      return Outcome.NO_MATCH;
    }
    Outcome outcome = Outcome.NO_MATCH;
    for (Node input : node.inputs()) {
      if (input.op() instanceof Transpose transpose && input.input(0).op() instanceof Contraction) {
        outcome = rewritten(node, input, transpose, rw);
        if (outcome.replacement() != null) {
          return outcome;
        }
      }
    }
    return outcome;
  }

  private static Outcome rewritten(Node node, Node transposed, Transpose transpose, Rewriter rw) {
    Node c = transposed.input(0);
    if (!rw.uses().only(transposed, node) || !rw.uses().only(c, transposed)) {
      return rw.miss(c, "has other uses than %s after a transpose, so its own value is needed too", node.op().mnemonic());
    }
    if (!transposed.type().shape().equals(node.type().shape())) {
      return rw.miss(c, "is broadcast to %s by %s", node.type().shape(), node.op().mnemonic());
    }
    Structure s = NodeFacts.of(c);
    if (BatchLoop.isOutermost(s)) {
      return rw.miss(c, "%s", BatchLoop.NO_EPILOGUE);
    }
    List<IndexExpr> write = transpose.order().stream().map(s.write()::get).toList();
    var moved = new Generic(new Structure(s.axes(), s.reads(), write, s.combine(), s.body()), transposed.type());
    Node generic = rw.add(moved, c.inputs(), Rewriter.merged(List.of(c, transposed)));
    return rw.replace(node, node.op(), node.inputs().stream().map(i -> i == transposed ? generic : i).toList());
  }
}
