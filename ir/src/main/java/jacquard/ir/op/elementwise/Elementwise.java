package jacquard.ir.op.elementwise;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Derivative;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// An op that computes each element from the elements at the same place: `y[i] = body(x_0[i], x_1[i] …)`.
///
/// Shapes   operands broadcast as in numpy: aligned at the last dimension, extents equal or 1.
/// Errors   `…/operands`, `…/dtype`, `…/broadcast`.
public sealed interface Elementwise extends StructuredOp permits UnaryOp, BinaryOp, Compare, Where, Cast, Map {
  /// The value at one element; `x` holds one expression per operand.
  Scalar body(List<Scalar> x);

  @Override
  default Structure structure(Operands in) {
    Shape shape = in.broadcast();
    var reads = new ArrayList<Access>();
    for (int k = 0; k < in.size(); k++) {
      reads.add(Access.of(k, broadcastMap(in.shape(k), shape)));
    }
    return Structure.map(axes(shape), reads, body(IntStream.range(0, in.size()).mapToObj(Scalar::read).toList()));
  }

  /// One axis per dimension, named `i0`, `i1` and so on.
  static List<Axis> axes(Shape shape) {
    return IntStream.range(0, shape.rank()).mapToObj(d -> new Axis("i" + d, shape.dim(d))).toList();
  }

  /// Where a broadcast operand of shape `from` is read for element `i0, i1 …` of `to`.
  static List<IndexExpr> broadcastMap(Shape from, Shape to) {
    int shift = to.rank() - from.rank();
    return IntStream.range(0, from.rank())
        .mapToObj(d -> from.dim(d).isOne() && !to.dim(d + shift).isOne() ? IndexExpr.ZERO : IndexExpr.var(d + shift)).toList();
  }

  /// `∂y/∂x_k` written with the result's value `y` where that is cheaper; empty to derive it from the body.
  default Optional<Scalar> slope(int operand, List<Scalar> x, Scalar y) {
    return Optional.empty();
  }

  /// `dy · ∂y/∂x_k`, in an order that overflows and underflows no sooner than the product itself.
  default Scalar cotangent(int operand, List<Scalar> x, Scalar y, Scalar dy) {
    return slope(operand, x, y).map(dy::times).orElseGet(() -> Derivative.cotangent(body(x), x.get(operand), dy));
  }

  /// The type of a broadcast of floating-point operands of one element type.
  static TensorType inferFloating(Operands in, int arity) {
    in.count(arity);
    DType dtype = in.floating(0, "x");
    for (int k = 1; k < arity; k++) {
      in.sameType(0, k);
    }
    return new TensorType(dtype, in.broadcast());
  }
}
