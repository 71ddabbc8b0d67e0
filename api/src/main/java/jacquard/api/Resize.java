package jacquard.api;

import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Generic;
import java.util.ArrayList;
import java.util.List;

/// Enlarges maps `[N,C,H…]` by a whole factor: `y[n,c,p…] = x[n,c,⌊p/factor⌋…]`.
final class Resize {
  private Resize() {}

  static Node nearest(LayerBuilder layer, Node x, int factor) {
    Shape from = x.type().shape();
    Shape to = from;
    var axes = new ArrayList<>(List.of(new Axis("n", from.dim(0)), new Axis("c", from.dim(1))));
    var read = new ArrayList<>(IndexExpr.vars(0, 2));
    for (int d = 2; d < from.rank(); d++) {
      to = to.with(d, Math.multiplyExact(from.extent(d), factor));
      axes.add(new Axis("h" + (d - 2), to.dim(d)));
      read.add(IndexExpr.var(d).floorDiv(factor));
    }
    return layer.add(new Generic(Structure.map(axes, List.of(Access.of(0, read)), Scalar.read(0)), x.type().shaped(to)), x);
  }
}
