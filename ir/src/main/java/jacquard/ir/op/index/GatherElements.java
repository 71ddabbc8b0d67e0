package jacquard.ir.op.index;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.List;

/// `gather_elements`: one element of `x` per index, `y[a…, j, b…] = x[a…, index[a…, j, b…], b…]`, along dimension `axis`.
///
/// Shapes   `x` and `index` agree in every dimension but `axis`; `y` has the shape of `index`.
/// Numerics an index outside `[0, x.shape[axis])` gives 0.
/// Errors   `gather_elements/operands`, `/axis`, `/dtype`, `/shape`.
public record GatherElements(int axis) implements Indexed {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.axis(0, axis);
    Indexed.integers(in, 1, "index");
    in.rank(1, "index", in.shape(0).rank());
    if (!in.shape(0).without(axis).equals(in.shape(1).without(axis))) {
      throw in.error("shape", "x and index differ in more than the dimension that is indexed").got("x %s, index %s", in.type(0), in.type(1))
          .expected("equal extents but for %s", in.dimension(axis)).build();
    }
    return in.type(0).shaped(in.shape(1));
  }

  @Override
  public Structure structure(Operands in) {
    Shape shape = in.shape(1);
    List<IndexExpr> point = IndexExpr.vars(0, shape.rank());
    var map = new ArrayList<>(point);
    map.set(axis, IndexExpr.load(1, point));
    return Structure.map(Elementwise.axes(shape), List.of(Access.of(0, map)), Scalar.read(0));
  }
}
