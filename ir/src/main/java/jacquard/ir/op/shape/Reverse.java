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

/// `reverse`: the elements in opposite order along `axes`, which have fixed extents.
///
/// Errors   `reverse/axis`, `reverse/batch`.
public record Reverse(List<Integer> axes) implements View {
  public Reverse {
    axes = List.copyOf(axes);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    for (int axis : axes) {
      if (in.shape(0).dim(in.axis(0, axis)).perBatch()) {
        throw in.error("batch", "the batch dimension cannot be reversed").got("%s of %s", in.dimension(axis), in.type(0)).build();
      }
    }
    return in.type(0);
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    return IntStream.range(0, to.rank())
        .mapToObj(d -> axes.contains(d) ? IndexExpr.of(to.extent(d) - 1).minus(IndexExpr.var(d)) : IndexExpr.var(d)).toList();
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(this, dy));
  }
}
