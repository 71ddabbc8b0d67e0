package jacquard.ir.op.shape;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `tile`: the operand `repeats[d]` times in a row along each dimension, `y[i…] = x[i mod H…]`.
///
/// Errors   `tile/rank`, `tile/repeats`, `tile/too-large`, `tile/batch`.
public record Tile(List<Integer> repeats) implements View {
  public Tile {
    repeats = List.copyOf(repeats);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.rank(0, "x", repeats.size());
    Shape shape = in.shape(0);
    for (int d = 0; d < repeats.size(); d++) {
      int repeat = repeats.get(d);
      if (repeat < 1) {
        throw in.error("repeats", "a dimension is repeated less than once").got("%d times %s of %s", repeat, in.dimension(d), in.type(0))
            .expected("at least 1").build();
      }
      if (repeat > 1 && shape.dim(d).perBatch()) {
        throw in.error("batch", "the batch dimension cannot be repeated").got("%s of %s", in.dimension(d), in.type(0)).build();
      }
      if (repeat > 1) {
        shape = shape.with(d, in.extent(d, (long) shape.extent(d) * repeat, shape.extent(d) + "·" + repeat));
      }
    }
    return in.type(0).shaped(shape);
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    return IntStream.range(0, to.rank())
        .mapToObj(d -> repeats.get(d) == 1 ? IndexExpr.var(d) : IndexExpr.var(d).mod(from.extent(d))).toList();
  }

  /// The sum over the copies.
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    var dims = new ArrayList<Dim>();
    var copies = new ArrayList<Integer>();
    Shape x = self.input(0).type().shape();
    for (int d = 0; d < x.rank(); d++) {
      if (repeats.get(d) > 1) {
        copies.add(dims.size());
        dims.add(Dim.of(repeats.get(d)));
      }
      dims.add(x.dim(d));
    }
    return List.of(copies.isEmpty() ? dy : g.add(new ReduceSum(copies, false), g.add(new Reshape(Shape.of(dims)), dy)));
  }
}
