package jacquard.compiler.pass.merge;

import jacquard.compiler.nest.Blocking;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.compiler.pass.Uses;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// concat(m[a, end), y, z …)         =>  concat(m, y, z …)[a, …)
/// concat(m[a, b), m[b, c), y …)     =>  concat(m[a, c), y …)
///
/// The step that makes `m` writes it into the wider result directly, and nothing is copied; whoever reads the concat reads its slice,
/// a view. A common result of siblings is such an `m`, its last part an operand of the module's concat.
///
/// Guards, each with a remark: `a` is a multiple of a block of lanes, so that the slice is read in place; the concat is no result of the
/// graph, which would be copied out of the wider one; `m` has memory of its own and is no operand of another concat already.
///
/// Order: after MergeSiblings, which puts the part for the concat last.
public final class WidenConcat implements RewriteRule {
  @Override
  public String does() {
    return "lets a concatenation grow the value it starts with, so that nothing is copied";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("elements are moved");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof Concat concat)) {
      return Outcome.NO_MATCH;
    }
    List<Node> joined = joined(node, concat, rw);
    if (joined.size() < node.inputs().size()) {
      return joined.size() == 1 ? rw.replaceBy(joined.getFirst()) : rw.replace(node, concat, joined);
    }
    Node first = node.input(0);
    if (!(slice(first, concat) instanceof Slice s) || s.lo() == 0 || s.hi() != first.input(0).type().shape().extent(s.axis())) {
      return Outcome.NO_MATCH;
    }
    Node m = first.input(0);
    String reason = obstacle(node, rw.uses());
    int block = Blocking.of(node.type().dtype());
    if (reason == null && s.lo() % block != 0) {
      reason = String.format(Locale.ROOT,
          "its first operand is a slice from %d on, which is no multiple of a block of %d lanes", s.lo(), block);
    } else if (reason == null && (m.op() instanceof LeafOp || m.op() instanceof View)) {
      reason = String.format(Locale.ROOT, "its first operand is a slice of %s, which no step writes", m.op().mnemonic());
    } else if (reason == null && rw.uses().of(m).stream().anyMatch(u -> u.op() instanceof Concat)) {
      reason = "its first operand is a slice of a value that a concat takes in as a whole";
    }
    return reason == null ? widen(node, concat, s, m, rw) : rw.miss(node, "%s", reason);
  }

  /// Why the result of `concat` must begin where its memory does; null where it need not.
  static @Nullable String obstacle(Node concat, Uses uses) {
    return uses.isRoot(concat) ? "is a result, which would be copied out of the wider one" : null;
  }

  /// The operand's op, if it is a slice along the axis of `concat` without gaps.
  private static @Nullable Slice slice(Node operand, Concat concat) {
    return operand.op() instanceof Slice s && s.axis() == concat.axis() && s.step() == 1 ? s : null;
  }

  /// The operands of `node`, neighbouring slices as one.
  private static List<Node> joined(Node node, Concat concat, Rewriter rw) {
    var joined = new ArrayList<Node>();
    for (Node operand : node.inputs()) {
      Node last = joined.isEmpty() ? operand : joined.getLast();
      if (!joined.isEmpty() && slice(operand, concat) instanceof Slice b && slice(last, concat) instanceof Slice a
          && a.hi() == b.lo() && rw.now(last.input(0)) == rw.now(operand.input(0))) {
        boolean whole = a.lo() == 0 && b.hi() == operand.input(0).type().shape().extent(b.axis());
        joined.set(joined.size() - 1, whole ? rw.now(operand.input(0))
            : rw.add(new Slice(a.axis(), a.lo(), b.hi(), 1), List.of(rw.now(operand.input(0))), node.loc()));
      } else {
        joined.add(operand);
      }
    }
    return joined;
  }

  private static Outcome widen(Node node, Concat concat, Slice s, Node m, Rewriter rw) {
    var operands = new ArrayList<>(node.inputs());
    operands.set(0, m);
    Node wide = rw.add(concat, rw.now(operands), node.loc());
    return rw.replace(node, new Slice(s.axis(), s.lo(), wide.type().shape().extent(s.axis()), 1), wide);
  }
}
