package jacquard.compiler.pass.fuse;

import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.reduction.Reduction;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// reduce(f(x, y))  =>  generic{⊕ f(x[…], y[…])}(x, y), for a reduction or any structure that combines points
///
/// Guards, each with a remark: only the reduction uses `f`; it reads every element of `f` once, or `f` would be computed again for each
/// read (so contractions and windows are left alone); and it never reads outside `f`, where a read gives 0 but `f(0, 0)` may not.
///
/// Order: after FuseElementwise, so that `f` is one node, before FuseEpilogue, for which the result is a root like any other.
public final class FusePrologue implements RewriteRule {
  @Override
  public String does() {
    return "moves an elementwise op into the reduction that reads it";
  }

  @Override
  public Numerics numerics() {
    return Numerics.bitwise("the same values combined in the same order");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    Structure s = combining(node);
    if (s == null) {
      return Outcome.NO_MATCH;
    }
    Outcome outcome = Outcome.NO_MATCH;
    for (int k = 0; k < node.inputs().size(); k++) {
      if (node.input(k).op() instanceof Elementwise && !NodeFacts.draws(node.input(k))) {
        outcome = fuse(s, node, k, rw);
        if (outcome.replacement() != null) {
          return outcome;
        }
      }
    }
    return outcome;
  }

  /// The loops of a node that combines points and may take a producer in; null for any other.
  private static @Nullable Structure combining(Node node) {
    if (!(node.op() instanceof Reduction) && !(node.op() instanceof Generic)) {
      return null;
    }
    Structure s = NodeFacts.of(node);
    return s.hasEpilogue() || s.reducedAxes().isEmpty() ? null : s;
  }

  /// Whether `node` combines points and reads every element of `producer` once, so that it may compute it as well as load it.
  static boolean readsOnce(Node node, Node producer) {
    Structure s = combining(node);
    return s != null && obstacle(s, node, producer) == null;
  }

  private static @Nullable String obstacle(Structure s, Node node, Node producer) {
    List<Access> accesses = s.reads().stream().filter(r -> node.input(r.operand()) == producer).toList();
    if (s.indexOperands().anyMatch(i -> node.input(i) == producer)) {
      return String.format(Locale.ROOT, "gives the indices of %s, which are loaded from memory", node.op().mnemonic());
    }
    List<IndexExpr> map = accesses.getFirst().map();
    if (accesses.getFirst().hasLoad()) {
      return "is read through an index, so that several points may read one element";
    }
    if (!accesses.stream().allMatch(a -> a.map().equals(map)) || !readsOnce(s, map)) {
      return String.format(Locale.ROOT,
          "is read several times per element; fused into %s it would be computed each time", node.op().mnemonic());
    }
    return IndexRange.inside(accesses.getFirst(), s.axes(), producer.type().shape()) ? null
        : "is read outside its shape, where the read gives 0 and the fused expression might not";
  }

  private static Outcome fuse(Structure s, Node node, int k, Rewriter rw) {
    Node producer = node.input(k);
    List<Access> accesses = s.reads().stream().filter(r -> node.input(r.operand()) == producer).toList();
    if (!rw.uses().only(producer, node)) {
      return rw.miss(producer, "has other uses than %s; fused into it, it would be computed again", node.op().mnemonic());
    }
    String obstacle = obstacle(s, node, producer);
    if (obstacle != null) {
      return rw.miss(producer, "%s", obstacle);
    }
    List<IndexExpr> map = accesses.getFirst().map();
    ComposedReads composed = compose(s, node, producer, map);
    if (!composed.fits()) {
      return rw.miss(producer, "together with %s has more operations or operands than one body holds", node.op().mnemonic());
    }
    Structure fused = composed.structure(s, node.inputs());
    return rw.replace(List.of(producer, node), new Generic(fused, node.type()), composed.operands());
  }

  /// Whether different points read different elements: every axis is an index of the map by itself.
  private static boolean readsOnce(Structure s, List<IndexExpr> map) {
    return IntStream.range(0, s.axes().size())
        .allMatch(axis -> s.axes().get(axis).extent().isOne() || map.stream().anyMatch(m -> m.isVar(axis)));
  }

  private static ComposedReads compose(Structure s, Node node, Node producer, List<IndexExpr> map) {
    var composed = new ComposedReads();
    FusedBody body = FusedBody.of(producer);
    TensorType type = producer.type();
    Scalar value = body.storedAs(type.dtype()).mapLeaves(l -> switch (l) {
      case Scalar.Read(int r) -> composed.read(body.operands().get(r), broadcast(body.operands().get(r), type, map), Access.Outside.ZERO,
          List.of());
      case Scalar.Index(IndexExpr index) -> new Scalar.Index(index.substitute(map::get));
      default -> l;
    });
    composed.body = s.body().mapLeaves(l -> {
      if (!(l instanceof Scalar.Read(int r))) {
        return l;
      }
      Access access = s.reads().get(r);
      Node operand = node.input(access.operand());
      return operand == producer ? value : composed.read(operand, access.map(), access.outside(), node.inputs());
    });
    s.reads().stream().filter(r -> r.outside() == Access.Outside.SKIP && node.input(r.operand()) != producer)
        .forEach(r -> composed.read(node.input(r.operand()), r.map(), r.outside(), node.inputs()));
    return composed;
  }

  /// Where `operand`, broadcast to `type`, is read for the element at `map`.
  private static List<IndexExpr> broadcast(Node operand, TensorType type, List<IndexExpr> map) {
    return Elementwise.broadcastMap(operand.type().shape(), type.shape()).stream().map(m -> m.substitute(map::get)).toList();
  }
}
