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

/// `gather`: slices of `x` chosen by number along one dimension, `y[a…, j…, b…] = x[a…, index[j…], b…]`, as `numpy.take`.
///
/// With `axis` 0, `x` a table and `index` the numbers of its rows this is an embedding.
///
/// Shapes   `y` has the shape of `x` with dimension `axis` replaced by all dimensions of `index`.
/// Numerics an index outside `[0, x.shape[axis])`, negative ones included, gives 0. The gradient sums in row-major order of `index`.
/// Errors   `gather/operands`, `/axis`, `/dtype`, `/batch`.
public record Gather(int axis) implements Indexed {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.axis(0, axis);
    Indexed.integers(in, 1, "index");
    Shape shape = in.shape(0).without(axis);
    for (int d = 0; d < in.shape(1).rank(); d++) {
      shape = shape.inserted(axis + d, in.shape(1).dim(d));
    }
    return in.type(0).shaped(shape);
  }

  @Override
  public Structure structure(Operands in) {
    Shape shape = infer(in).shape();
    int after = axis + in.shape(1).rank();
    var map = new ArrayList<>(IndexExpr.vars(0, axis));
    map.add(IndexExpr.load(1, IndexExpr.vars(axis, after)));
    map.addAll(IndexExpr.vars(after, shape.rank()));
    return Structure.map(Elementwise.axes(shape), List.of(Access.of(0, map)), Scalar.read(0));
  }
}
