package jacquard.ir.op.reduction;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Combines the elements along some dimensions: `y[kept] = ⊕ over axes of x`.
///
/// Shapes   the dimensions `axes` (sorted, counted from 0) are dropped, or become 1 with `keep`.
/// Errors   `…/axis`, `…/dtype`.
public sealed interface Reduction extends StructuredOp permits ReduceSum, ReduceProduct, ReduceMax, ReduceMin, PositionReduction {
  List<Integer> axes();

  boolean keep();

  Combine combine();

  @Override
  default TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    return in.type(0).shaped(reduced(in));
  }

  private Shape reduced(Operands in) {
    axes().forEach(a -> in.axis(0, a));
    if (!axes().stream().sorted().distinct().toList().equals(axes())) {
      throw in.error("axis", "the dimensions are not sorted or one stands twice").got("%s", axes())
          .expected("%s", axes().stream().sorted().distinct().toList()).build();
    }
    Shape shape = in.shape(0);
    var dims = new ArrayList<Dim>();
    for (int d = 0; d < shape.rank(); d++) {
      if (!axes().contains(d)) {
        dims.add(shape.dim(d));
      } else if (keep()) {
        dims.add(Dim.of(1));
      }
    }
    return Shape.of(dims);
  }

  @Override
  default Structure structure(Operands in) {
    Shape shape = in.shape(0);
    List<IndexExpr> write = IntStream.range(0, shape.rank()).filter(d -> keep() || !axes().contains(d))
        .mapToObj(d -> axes().contains(d) ? IndexExpr.ZERO : IndexExpr.var(d)).toList();
    return new Structure(Elementwise.axes(shape), List.of(Access.of(0, IndexExpr.vars(0, shape.rank()))), write, combine(),
        Scalar.read(0));
  }
}
