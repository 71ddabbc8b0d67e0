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

/// `pixel_shuffle` (depth to space): channels become positions, `x[N, C·ΠF, H…] -> y[N, C, H·F…]` with the factors `F` of the spatial
/// dimensions; in two dimensions
///
///     y[n, c, h, w] = x[n, (c·F + h mod F)·G + w mod G, ⌊h / F⌋, ⌊w / G⌋]
///
/// Source: Shi et al. 2016, arXiv:1609.05158, equation 4.
/// Errors   `pixel_shuffle/rank`, `/factor`, `/channels`, `/too-large`.
public record PixelShuffle(List<Integer> factor) implements View {
  public PixelShuffle {
    factor = List.copyOf(factor);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    requireFactors(in, factor);
    Shape x = in.shape(0);
    int block = in.product("the positions of a block", factor);
    if (x.extent(1) % block != 0) {
      throw in.error("channels", "the channels do not fill whole blocks of positions").got("x %s, factors %s", in.type(0), factor)
          .expected("a multiple of %d channels", block).build();
    }
    Shape y = x.with(1, x.extent(1) / block);
    for (int d = 0; d < factor.size(); d++) {
      y = y.with(2 + d, in.extent(2 + d, (long) x.extent(2 + d) * factor.get(d)));
    }
    return in.type(0).shaped(y);
  }

  /// Requires one factor of at least 1 for every spatial dimension of operand 0, of shape `[N, C, H…]`.
  static void requireFactors(Operands in, List<Integer> factor) {
    in.rank(0, "x", 2 + factor.size());
    if (factor.stream().anyMatch(f -> f < 1)) {
      throw in.error("factor", "a factor is too small").got("%s", factor).expected("at least 1").build();
    }
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    var source = new ArrayList<IndexExpr>();
    IndexExpr channel = IndexExpr.var(1);
    for (int d = 0; d < factor.size(); d++) {
      channel = channel.times(factor.get(d)).plus(IndexExpr.var(2 + d).mod(factor.get(d)));
      source.add(IndexExpr.var(2 + d).floorDiv(factor.get(d)));
    }
    source.addFirst(channel);
    source.addFirst(IndexExpr.var(0));
    return source;
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(new PixelUnshuffle(factor), dy));
  }
}
