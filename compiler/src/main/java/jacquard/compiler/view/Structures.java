package jacquard.compiler.view;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.Concat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Structures that lowering adds by itself.
public final class Structures {
  private Structures() {}

  /// `out[i] = in[i]`: a reorder, where the layouts differ.
  public static Structure identity(Shape shape) {
    return Structure.map(axes(shape), List.of(Access.of(0, IndexExpr.vars(0, shape.rank()))), Scalar.read(0));
  }

  /// What `node` computes, as its op says; or, for a concatenation in `joined`, what fills the slice of each part,
  /// `out[…, o_k + j, …] = x_k[…, j, …]`.
  public static List<Structure> of(Node node, Set<Node> joined) {
    if (node.op() instanceof Concat(int axis) && joined.contains(node)) {
      var parts = new ArrayList<Structure>();
      int offset = 0;
      for (int k = 0; k < node.inputs().size(); k++) {
        Shape shape = node.input(k).type().shape();
        List<IndexExpr> map = IndexExpr.vars(0, shape.rank());
        var write = new ArrayList<>(map);
        write.set(axis, map.get(axis).plus(offset));
        parts.add(new Structure(axes(shape), List.of(Access.of(k, map)), write, Combine.ASSIGN, Scalar.read(0)));
        offset += shape.extent(axis);
      }
      return parts;
    }
    var op = (StructuredOp) node.op();
    return List.of(op.structure(node.operands()));
  }

  /// `out[i] = value`.
  public static Structure constant(Shape shape, double value) {
    return Structure.map(axes(shape), List.of(), Scalar.constant(value));
  }

  /// `out[…, at, …] = 0` over `shape` and `sides` more indices, the last axis, with `at` in the place of dimension `dim`.
  public static Structure cleared(Shape shape, int dim, IndexExpr at, int sides) {
    var axes = new ArrayList<>(axes(shape));
    axes.add(new Axis("side", Dim.of(sides)));
    var write = new ArrayList<>(IndexExpr.vars(0, shape.rank()));
    write.set(dim, at);
    return new Structure(sides > 1 ? axes : axes(shape), List.of(), write, Combine.ASSIGN, Scalar.constant(0));
  }

  private static List<Axis> axes(Shape shape) {
    return IntStream.range(0, shape.rank()).mapToObj(d -> new Axis("i" + d, shape.dim(d))).toList();
  }
}
