package jacquard.compiler.lower;

import jacquard.ir.Shape;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.stream.IntStream;

/// Structures that lowering adds by itself.
final class Structures {
  private Structures() {}

  /// `out[i] = in[i]`: a reorder, where the layouts differ.
  static Structure identity(Shape shape) {
    return Structure.map(axes(shape), List.of(Access.of(0, IndexExpr.vars(0, shape.rank()))), Scalar.read(0));
  }

  /// `out[i] = value`.
  static Structure constant(Shape shape, double value) {
    return Structure.map(axes(shape), List.of(), Scalar.constant(value));
  }

  private static List<Axis> axes(Shape shape) {
    return IntStream.range(0, shape.rank()).mapToObj(d -> new Axis("i" + d, shape.dim(d))).toList();
  }
}
