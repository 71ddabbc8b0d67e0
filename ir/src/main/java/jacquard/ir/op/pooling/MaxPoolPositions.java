package jacquard.ir.op.pooling;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.Unfold;
import jacquard.ir.op.shape.Window;
import java.util.List;

/// `max_pool_positions`: where each maximum of [MaxPool] stands, as `i32`: its row-major position among the spatial positions of the
/// input, `h·W + w` in two dimensions. What unpooling needs.
///
/// The first of equal values counts, and the first NaN where there is one. No gradient flows.
/// Errors   `max_pool_positions/rank`, `/attributes`, `/padding`, `/empty-output`, `/too-large`.
public record MaxPoolPositions(Window window) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    Shape y = window.output(in);
    in.product("the positions of a map", Unfold.extents(Unfold.spatial(in.shape(0))));
    return in.type(0).shaped(y).typed(DType.I32);
  }

  /// The winner's position in its window, then the position in the input: a sum over the window of which one term is not zero.
  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    var pool = new MaxPool(window);
    var types = new Operands(pool, List.of(x.type()), x.loc());
    Structure max = pool.structure(types);
    TensorType type = infer(types);
    boolean wide = x.type().dtype() == DType.F64;
    Node winners = g.add(new Generic(max.withCombine(Combine.FIRST_MAX),
        type.typed(wide ? DType.I64 : DType.I32)), x);
    Scalar won = Scalar.read(0).compare(CompareFn.EQ, new Scalar.Index(max.position()));
    Scalar term = Scalar.select(won, new Scalar.Index(position(x.type().shape())), Scalar.constant(0));
    return g.add(new Generic(new Structure(max.axes(), List.of(Access.of(0, max.write())), max.write(), Combine.SUM, term), type), winners);
  }

  private IndexExpr position(Shape x) {
    IndexExpr position = IndexExpr.ZERO;
    List<IndexExpr> read = window.read();
    for (int d = 2; d < read.size(); d++) {
      position = position.times(x.extent(d)).plus(read.get(d));
    }
    return position;
  }
}
