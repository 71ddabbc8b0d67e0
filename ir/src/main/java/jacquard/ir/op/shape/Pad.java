package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `pad`: `lo[d]` zeros before and `hi[d]` after the elements of each dimension; negative amounts cut elements off.
///
/// Errors   `pad/rank`, `pad/empty-output`, `pad/too-large`, `pad/batch`.
public record Pad(List<Integer> lo, List<Integer> hi) implements View {
  public Pad {
    lo = List.copyOf(lo);
    hi = List.copyOf(hi);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.rank(0, "x", lo.size());
    if (hi.size() != lo.size()) {
      throw in.error("rank", "the amounts before and after differ in number").got("%s and %s", lo, hi).expected("one of each per dimension")
          .build();
    }
    Shape shape = in.shape(0);
    for (int d = 0; d < lo.size(); d++) {
      if (lo.get(d) == 0 && hi.get(d) == 0) {
        continue;
      }
      if (shape.dim(d).perBatch()) {
        throw in.error("batch", "the batch dimension cannot be padded").got("%s of %s", in.dimension(d), in.type(0)).build();
      }
      long extent = in.padded(d, shape.extent(d), lo.get(d), hi.get(d));
      if (extent < 1) {
        throw in.error("empty-output", "nothing is left of %s", in.dimension(d))
            .got("%d + %d + %d = %d", shape.extent(d), lo.get(d), hi.get(d), extent).expected("at least 1").build();
      }
      shape = shape.with(d, in.extent(d, extent));
    }
    return in.type(0).shaped(shape);
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    return IntStream.range(0, to.rank()).mapToObj(d -> IndexExpr.var(d).plus(-lo.get(d))).toList();
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(inverse(), dy));
  }

  /// Cuts off what this adds, and adds zeros for what this cuts off.
  Pad inverse() {
    return new Pad(lo.stream().map(p -> -p).toList(), hi.stream().map(p -> -p).toList());
  }
}
