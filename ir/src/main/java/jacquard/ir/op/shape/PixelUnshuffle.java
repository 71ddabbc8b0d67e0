package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `pixel_unshuffle` (space to depth): the inverse of [PixelShuffle], `x[N, C, H·F…] -> y[N, C·ΠF, H…]`.
///
/// Errors   `pixel_unshuffle/rank`, `/factor`, `/extent`, `/too-large`.
public record PixelUnshuffle(List<Integer> factor) implements View {
  public PixelUnshuffle {
    factor = List.copyOf(factor);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    PixelShuffle.requireFactors(in, factor);
    Shape y = in.shape(0);
    y = y.with(1, in.extent(1, (long) y.extent(1) * in.product("the positions of a block", factor)));
    for (int d = 0; d < factor.size(); d++) {
      if (y.extent(2 + d) % factor.get(d) != 0) {
        throw in.error("extent", "%s is no whole number of blocks", in.dimension(2 + d))
            .got("x %s: %d mod %d = %d", in.type(0), y.extent(2 + d), factor.get(d), y.extent(2 + d) % factor.get(d))
            .expected("a multiple of %d", factor.get(d)).build();
      }
      y = y.with(2 + d, y.extent(2 + d) / factor.get(d));
    }
    return in.type(0).shaped(y);
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    var source = new ArrayList<IndexExpr>();
    IndexExpr rest = IndexExpr.var(1);
    for (int d = factor.size() - 1; d >= 0; d--) {
      source.addFirst(IndexExpr.var(2 + d).times(factor.get(d)).plus(rest.mod(factor.get(d))));
      rest = rest.floorDiv(factor.get(d));
    }
    source.addFirst(rest);
    source.addFirst(IndexExpr.var(0));
    return source;
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(new PixelShuffle(factor), dy));
  }
}
