package jacquard.api;

import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Generic;
import java.util.ArrayList;
import java.util.List;

/// Pads maps `[N,C,H…]` with a [Border]; negative amounts cut.
///
/// Element `p` reads `i = p − lo`, brought into `[0, H−1]` by `clamp(i, 0, H−1)`, or, reflected, by
/// `clamp(i, 0, H−1) − clamp(i, −lo, 0) − clamp(i − (H−1), 0, hi)`.
/// Errors   `LAYER/border`: reflection needs borders narrower than the map.
final class Borders {
  private Borders() {}

  static Node pad(LayerBuilder layer, Node x, List<Integer> lo, List<Integer> hi, Border border) {
    if (lo.stream().allMatch(p -> p == 0) && hi.stream().allMatch(p -> p == 0)) {
      return x;
    }
    Shape from = x.type().shape();
    Shape to = from;
    var axes = new ArrayList<>(List.of(new Axis("n", from.dim(0)), new Axis("c", from.dim(1))));
    var read = new ArrayList<>(IndexExpr.vars(0, 2));
    Scalar value = Scalar.read(0);
    for (int d = 0; d < lo.size(); d++) {
      int last = from.extent(2 + d) - 1;
      int before = Math.max(0, lo.get(d));
      int after = Math.max(0, hi.get(d));
      if (border.mode() == Border.Mode.REFLECT && Math.max(before, after) > last) {
        throw layer.error("border", "a reflected border is wider than the map").got("x %s", x.type())
            .got("spatial dimension %d: border %d and %d", d, before, after).expected("at most H − 1 = %d", last)
            .fix("use less padding, or Border.replicate()").build();
      }
      to = to.with(2 + d, from.extent(2 + d) + lo.get(d) + hi.get(d));
      axes.add(new Axis("h" + d, to.dim(2 + d)));
      IndexExpr i = IndexExpr.var(2 + d).plus(-lo.get(d));
      IndexExpr inside = i.clamp(0, last);
      read.add(border.mode() == Border.Mode.REFLECT ? inside.minus(i.clamp(-before, 0)).minus(i.plus(-last).clamp(0, after)) : inside);
      if (border.mode() == Border.Mode.CONSTANT) {
        Scalar isInside = new Scalar.Index(i.minus(inside)).compare(CompareFn.EQ, Scalar.constant(0));
        value = Scalar.select(isInside, value, Scalar.constant(border.value()));
      }
    }
    return layer.add(new Generic(Structure.map(axes, List.of(Access.of(0, read)), value), x.type().shaped(to)), x);
  }
}
