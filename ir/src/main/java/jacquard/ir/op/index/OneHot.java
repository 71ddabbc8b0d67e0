package jacquard.ir.op.index;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.List;

/// `one_hot`: `y[j…, k] = 1` where `k = index[j…]`, else 0, for `k` in `[0, depth)`.
///
/// Numerics an index outside `[0, depth)` gives zeros.
/// Errors   `one_hot/operands`, `/dtype`, `/depth`.
public record OneHot(int depth, DType dtype) implements Indexed {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    Indexed.integers(in, 0, "index");
    if (depth < 1) {
      throw in.error("depth", "the depth must be at least 1").got("%d", depth).build();
    }
    return new TensorType(dtype, in.shape(0).inserted(in.shape(0).rank(), Dim.of(depth)));
  }

  @Override
  public Structure structure(Operands in) {
    Shape shape = infer(in).shape();
    int last = shape.rank() - 1;
    Scalar hit = Scalar.read(0).compare(CompareFn.EQ, new Scalar.Index(IndexExpr.var(last)));
    Scalar body = new Scalar.Cast(dtype, hit);
    return Structure.map(Elementwise.axes(shape), List.of(Access.of(0, IndexExpr.vars(0, last))), body);
  }
}
