package jacquard.compiler.pass.fuse;

import jacquard.compiler.nest.BatchLoop;
import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.DType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.op.Fused;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.List;

/// f(op(x…), y…)  =>  fused{op, f(acc, y…)}(x…, y…), for a contraction, pooling, reduction or other structure `op`
///
///     f(transpose(op(x…)), y…)  =>  fused{op', f(acc, y…)}(x…, y…), for a contraction, where `op'` writes `out[j, i]` for `out[i, j]`
///
/// Forward this is bias and activation; backward it is the activation's gradient, `dy·(1 − y²)`, on the contraction that makes `dy`; in an
/// optimiser it is the update, on the transposed product that is the gradient of a weight, which then needs no memory. A further
/// elementwise op extends the epilogue. Of several operands that qualify one that is not transposed wins, then a contraction: its result is
/// the one that is worth keeping in registers.
///
/// Guards, each with a remark: only `f` uses `op(x…)`; `f` does not broadcast it; an element is complete where it is
/// stored (`op` does not add to memory, as overlapping windows do), and every element is stored; the loop over the batch does not run
/// around all tiles of a contraction ([BatchLoop]).
///
/// Order: after FuseElementwise, so that `f` is one node, and after FusePrologue, which takes nothing into contractions but into what
/// transposed ones become here.
public final class FuseEpilogue implements RewriteRule {
  @Override
  public String does() {
    return "moves an elementwise op onto the contraction, pooling or reduction whose result it reads";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("the epilogue starts from the value that would have been stored");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof Elementwise) || NodeFacts.draws(node)) {
      return Outcome.NO_MATCH;
    }
    FusedBody body = FusedBody.of(node);
    Outcome outcome = Outcome.NO_MATCH;
    EpilogueSource chosen = null;
    for (Node operand : body.operands()) {
      EpilogueSource source = EpilogueSource.of(operand);
      String obstacle = source == null ? null : source.obstacle(node, rw);
      if (source != null && obstacle != null) {
        outcome = rw.miss(source.root(), "%s", obstacle);
      } else if (source != null && (chosen == null || source.betterThan(chosen))) {
        chosen = source;
      }
    }
    return chosen == null ? outcome : fuse(node, body, chosen, rw);
  }

  /// Whether `node` computes what an epilogue could continue.
  public static boolean isRoot(Node node) {
    return EpilogueSource.root(node) != null;
  }

  private static Outcome fuse(Node node, FusedBody body, EpilogueSource source, Rewriter rw) {
    Node root = source.producer(rw);
    List<Node> operands = body.operands().stream().map(o -> o == source.seen() ? root : o).toList();
    var inner = new FusedBody(body.expr(), operands, body.acc());
    FusedBody epilogue = epilogue(overAxes(inner, root), root);
    if (!epilogue.fits()) {
      return rw.miss(source.root(), "together with %s has more operations or operands than one epilogue holds", node.op().mnemonic());
    }
    int rootOperands = root.op() instanceof Fused f ? f.rootOperands() : root.inputs().size();
    StructuredOp op = root.op() instanceof Fused f ? f.root() : (StructuredOp) root.op();
    var inputs = new ArrayList<>(root.inputs().subList(0, rootOperands));
    inputs.addAll(epilogue.operands());
    return rw.replace(List.of(root, node), new Fused(op, rootOperands, epilogue.expr(), node.type().dtype()), inputs);
  }

  /// Indices of the result become indices of the root's axes, as epilogues have them.
  private static FusedBody overAxes(FusedBody body, Node root) {
    List<IndexExpr> write = NodeFacts.of(root).write();
    return new FusedBody(body.expr().substitute(write::get), body.operands(), body.acc());
  }

  /// `body` with the value of `root` as `Acc`, or as the epilogue that `root` has already.
  private static FusedBody epilogue(FusedBody body, Node root) {
    int k = body.operands().indexOf(root);
    if (!(root.op() instanceof Fused fused)) {
      return body.accumulated(k);
    }
    List<Node> given = root.inputs().subList(0, fused.rootOperands());
    DType acc = fused.root().infer(Operands.of(fused.root(), given, root.loc())).dtype();
    var first = FusedBody.of(fused.epilogue(), root.inputs().subList(fused.rootOperands(), root.inputs().size()), acc);
    return new FusedBody(body.expr(), body.operands(), acc).inline(k, first.storedAs(root.type().dtype()), first.operands());
  }
}
