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
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.Fused;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.Indexed;
import jacquard.ir.op.pooling.Pooling;
import jacquard.ir.op.reduction.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// f(op(x…), y…)  =>  fused{op, f(acc, y…)}(x…, y…), for a contraction, pooling, reduction or other structure `op`
///
/// Forward this is bias and activation; backward it is the activation's gradient, `dy·(1 − y²)`, on the contraction that makes `dy`.
/// A further elementwise op extends the epilogue. Of several operands that qualify a contraction wins: its result is the one that is
/// worth keeping in registers.
///
/// Guards, each with a remark: only `f` uses `op(x…)`; `f` does not broadcast it; an element is complete where it is
/// stored (`op` does not add to memory, as overlapping windows do), and every element is stored; the loop over the batch does not run around
/// all tiles of a contraction ([BatchLoop]).
///
/// Order: after FuseElementwise, so that `f` is one node.
public final class FuseEpilogue implements RewriteRule {
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
    List<Node> candidates = body.operands().stream().filter(o -> root(o) != null).toList();
    Outcome outcome = Outcome.NO_MATCH;
    Node chosen = null;
    for (Node candidate : candidates) {
      String reason = obstacle(candidate, node, rw);
      if (reason != null) {
        outcome = rw.miss(candidate, "%s", reason);
      } else if (chosen == null || (root(candidate) instanceof Contraction && !(root(chosen) instanceof Contraction))) {
        chosen = candidate;
      }
    }
    return chosen == null ? outcome : fuse(node, body, chosen, rw);
  }

  /// Whether `node` computes what an epilogue could continue.
  public static boolean isRoot(Node node) {
    return root(node) != null;
  }

  /// The op whose result an epilogue would continue; null where `node` is not such an op.
  private static @Nullable StructuredOp root(Node node) {
    return switch (node.op()) {
      case Contraction c -> c;
      case Pooling p -> p;
      case Indexed i -> i;
      case Reduction r -> r;
      case Generic g -> g;
      case Fused f -> f.root();
      default -> null;
    };
  }

  private static @Nullable String obstacle(Node root, Node consumer, Rewriter rw) {
    if (!rw.uses().only(root, consumer)) {
      return String.format(Locale.ROOT, "has other uses than %s, so its own value is needed too", consumer.op().mnemonic());
    }
    if (!root.type().shape().equals(consumer.type().shape())) {
      return String.format(Locale.ROOT, "is broadcast to %s by %s", consumer.type().shape(), consumer.op().mnemonic());
    }
    if (NodeFacts.draws(root)) {
      return "draws random numbers, which has no vector form";
    }
    Structure s = NodeFacts.of(root);
    if (root.op() instanceof Contraction && BatchLoop.isOutermost(s)) {
      return BatchLoop.NO_EPILOGUE;
    }
    if (s.combine().isPosition()) {
      return "gives positions, not values";
    }
    if (!s.gathers() && !WriteForm.storesOnce(s, root.type().shape())) {
      return "does not write through plain axes: an element is complete only after all points";
    }
    return WriteForm.covers(s.write(), s.axes(), root.type().shape()) ? null : "leaves elements unwritten, which no loop would finish";
  }

  private static Outcome fuse(Node node, FusedBody body, Node root, Rewriter rw) {
    FusedBody epilogue = epilogue(overAxes(body, root), root);
    if (!epilogue.fits()) {
      return rw.miss(root, "together with %s has more operations or operands than one epilogue holds", node.op().mnemonic());
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
    return new FusedBody(body.expr().mapLeaves(
        l -> l instanceof Scalar.Index(IndexExpr index) ? new Scalar.Index(index.substitute(write::get)) : l), body.operands(), body.acc());
  }

  /// `body` with the value of `root` as `Acc`, or as the epilogue that `root` has already.
  private static FusedBody epilogue(FusedBody body, Node root) {
    int k = body.operands().indexOf(root);
    if (!(root.op() instanceof Fused fused)) {
      return body.accumulated(k);
    }
    List<Node> given = root.inputs().subList(0, fused.rootOperands());
    DType acc = fused.root().infer(new Operands(fused.root(), given.stream().map(Node::type).toList(), root.loc())).dtype();
    var first = FusedBody.of(fused.epilogue(), root.inputs().subList(fused.rootOperands(), root.inputs().size()), acc);
    return new FusedBody(body.expr(), body.operands(), acc).inline(k, first.storedAs(root.type().dtype()), first.operands());
  }
}
