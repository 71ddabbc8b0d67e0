package jacquard.compiler.pass.fuse;

import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `(Σ scatter of b) · f(y)  =>  Σ scatter of b · f(y[W])`, where `f` chooses between numbers
///
/// For a sum that adds to memory where it writes, `out[W(i)] += b(i)`, and so can have no epilogue: the gradient of pooling over windows
/// that overlap, followed by that of the activation before it. Each point reads `y` where it writes.
///
/// Guards, each with a remark: only the product reads the sum, the sum occurs in it as one plain factor, and the others are literals or
/// chosen from literals.
///
/// Order: after FuseElementwise, so that the product is one node; before FuseEpilogue, which takes all sums that write each element once.
public final class FuseScatterFactor implements RewriteRule {
  @Override
  public String does() {
    return "moves a mask after a sum that adds to memory into the terms of the sum";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1, "a factor is multiplied into the terms of its sum; by 1 or 0, as the gradient of relu, that is exact "
        + "but for the sign of zeros");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof Elementwise) || NodeFacts.draws(node)) {
      return Outcome.NO_MATCH;
    }
    FusedBody body = FusedBody.of(node);
    for (int k = 0; k < body.operands().size(); k++) {
      Node sum = body.operands().get(k);
      if (sum.op() instanceof Generic && scatters(sum) && sum.type().equals(node.type())) {
        return fuse(node, body, k, rw);
      }
    }
    return Outcome.NO_MATCH;
  }

  private static boolean scatters(Node node) {
    Structure s = NodeFacts.of(node);
    return s.combine() == Combine.SUM && !s.hasEpilogue() && !s.gathers() && !WriteForm.storesOnce(s, node.type().shape());
  }

  private static Outcome fuse(Node node, FusedBody body, int k, Rewriter rw) {
    Node sum = body.operands().get(k);
    if (!rw.uses().only(sum, node)) {
      return rw.miss(sum, "has other uses than %s, so its own value is needed too", node.op().mnemonic());
    }
    Scalar factor = factor(body.expr(), k);
    if (factor == null) {
      return rw.miss(node, "is no plain product with the sum, and so does not go into its terms");
    }
    if (!isMask(factor)) {
      return rw.miss(node, "has a factor that may be infinite: times the zeros of terms that give nothing it would not be 0");
    }
    Structure s = NodeFacts.of(sum);
    if (s.indexOperands().findAny().isPresent()) {
      return rw.miss(sum, "writes where an operand says, and the factor would have to be looked up there for every term");
    }
    var composed = new ComposedReads();
    Scalar terms = s.body().mapLeaves(l -> l instanceof Scalar.Read(int r) ? read(composed, s, sum, s.reads().get(r)) : l);
    s.reads().forEach(r -> read(composed, s, sum, r));
    Scalar factors = factor.mapLeaves(l -> switch (l) {
      case Scalar.Read(int r) -> written(composed, s, sum, body.operands().get(r), node);
      case Scalar.Index(IndexExpr index) -> new Scalar.Index(index.substitute(s.write()::get));
      default -> l;
    });
    composed.body = new Scalar.Binary(BinaryFn.MUL, terms, factors);
    if (!composed.fits()) {
      return rw.miss(sum, "together with %s has more operations or operands than one body holds", node.op().mnemonic());
    }
    return rw.replace(List.of(sum, node), new Generic(composed.structure(s, sum.inputs()), node.type()), composed.operands());
  }

  private static Scalar read(ComposedReads composed, Structure s, Node sum, Access access) {
    return composed.read(sum.input(access.operand()), access.map(), access.outside(), sum.inputs());
  }

  /// The element of `operand` at which the sum writes; the read that the sum has of it, if there is one, as a window's operand.
  private static Scalar written(ComposedReads composed, Structure s, Node sum, Node operand, Node node) {
    List<IndexExpr> map = Elementwise.broadcastMap(operand.type().shape(), node.type().shape()).stream()
        .map(m -> m.substitute(s.write()::get)).toList();
    Access.Outside outside = s.reads().stream().filter(r -> sum.input(r.operand()) == operand && r.map().equals(map)).findFirst()
        .map(Access::outside).orElse(Access.Outside.ZERO);
    return composed.read(operand, map, outside, List.of());
  }

  /// Whether `factor` only chooses between finite literals.
  private static boolean isMask(Scalar factor) {
    return switch (factor) {
      case Scalar.Const(double value) -> Double.isFinite(value);
      case Scalar.Cast(var to, var of) -> isMask(of);
      case Scalar.Select(var test, var a, var b) -> isMask(a) && isMask(b);
      case Scalar.Binary(var fn, var l, var r) -> fn == BinaryFn.MUL && isMask(l) && isMask(r);
      default -> false;
    };
  }

  /// What operand `k` is multiplied with in `expr`; null where it is more than a factor.
  private static @Nullable Scalar factor(Scalar expr, int k) {
    if (!(expr instanceof Scalar.Binary(BinaryFn fn, Scalar l, Scalar r)) || fn != BinaryFn.MUL) {
      return null;
    }
    boolean left = l.contains(Scalar.read(k));
    if (left == r.contains(Scalar.read(k))) {
      return null;
    }
    Scalar with = left ? l : r;
    Scalar other = left ? r : l;
    if (with.equals(Scalar.read(k))) {
      return other;
    }
    Scalar inner = factor(with, k);
    return inner == null ? null : new Scalar.Binary(BinaryFn.MUL, inner, other);
  }
}
