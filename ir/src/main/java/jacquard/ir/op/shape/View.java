package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.List;

/// An op that moves elements without computing: `y[i] = x[R(i)]`, 0 where `R` leaves `x`.
///
/// Lowering composes `R` with the accesses of the consumer, so that a view costs nothing where the maps stay simple.
public sealed interface View extends StructuredOp permits Reshape, Transpose, Reverse, BroadcastTo, Slice, Pad, Tile,
    BorderPad, Unfold, PixelShuffle, PixelUnshuffle {
  /// `R`, for an operand of shape `from` and element `i0, i1 …` of the result.
  List<IndexExpr> source(Shape from, Shape to);

  @Override
  default Structure structure(Operands in) {
    Shape to = infer(in).shape();
    return Structure.map(Elementwise.axes(to), List.of(Access.of(0, source(in.shape(0), to))), Scalar.read(0));
  }
}
