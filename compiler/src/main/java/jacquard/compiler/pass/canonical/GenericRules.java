package jacquard.compiler.pass.canonical;

import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Reshape;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The part of [Simplify] about structures: one that only repeats elements, as the gradient of a sum does, is a broadcast, which
/// elementwise consumers read for nothing.
final class GenericRules {
  private GenericRules() {}

  static Outcome apply(Generic op, Node node, Rewriter rw) {
    Shape to = node.type().shape();
    Node x = node.inputs().isEmpty() ? node : node.input(0);
    if (!repeats(op.structure(), node) || x.type().dtype() != node.type().dtype()) {
      return Outcome.NO_MATCH;
    }
    Shape spread = spread(op.structure().reads().getFirst().map(), x.type().shape(), to);
    if (spread == null || !NodeFacts.reshapes(x.type().shape(), spread)) {
      return Outcome.NO_MATCH;
    }
    Node aligned = spread.equals(x.type().shape()) ? x : rw.add(new Reshape(spread), List.of(x), node.loc());
    return spread.equals(to) ? rw.replaceBy(aligned) : rw.replace(node, new BroadcastTo(to), aligned);
  }

  /// One read stored as it is, at the point's own indices, over the whole result.
  private static boolean repeats(Structure s, Node node) {
    Shape to = node.type().shape();
    return s.isView() && s.write().equals(IndexExpr.vars(0, s.axes().size())) && s.axes().size() == to.rank()
        && IntStream.range(0, to.rank()).allMatch(d -> s.axes().get(d).extent().equals(to.dim(d)));
  }

  /// `from` with extents 1 put in where `map` leaves out an index of `to`; null where `map` does more than leave out indices.
  private static @Nullable Shape spread(List<IndexExpr> map, Shape from, Shape to) {
    Shape spread = to;
    int d = 0;
    for (int axis = 0; axis < to.rank(); axis++) {
      boolean read = d < map.size() && map.get(d).isVar(axis) && from.dim(d).equals(to.dim(axis));
      boolean single = d < map.size() && map.get(d).equals(IndexExpr.ZERO) && from.dim(d).isOne();
      if (!read) {
        spread = spread.with(axis, Dim.of(1));
      }
      d += read || single ? 1 : 0;
    }
    return d == map.size() ? spread : null;
  }
}
