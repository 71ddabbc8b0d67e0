package jacquard.compiler.layout;

import jacquard.compiler.nest.Blocking;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// The layout a result takes over from one of its operands, or an operand from a result: the same order of axes, the same block, where an
/// axis runs through both.
final class ResultLayouts {
  private ResultLayouts() {}

  /// The layout of a result of shape `shape` that follows `operand`, read through `read`.
  static Layout following(Structure s, Access read, Layout operand, Shape shape) {
    return through(s, read.map(), operand, s.write(), shape);
  }

  /// The layout of an operand of shape `shape`, read through `read`, that `result` would follow.
  static Layout preceding(Structure s, Access read, Layout result, Shape shape) {
    return through(s, s.write(), result, read.map(), shape);
  }

  /// `layout` of what is accessed through `from`, for what is accessed through `to`.
  private static Layout through(Structure s, List<IndexExpr> from, Layout layout, List<IndexExpr> to, Shape shape) {
    var order = new LinkedHashSet<Integer>();
    for (int d = 0; d < shape.rank(); d++) {
      if (shape.dim(d).perBatch()) {
        order.add(d);
      }
    }
    for (int dim : layout.order()) {
      for (int d = 0; d < shape.rank(); d++) {
        if (sharesAxis(s, from.get(dim), to.get(d))) {
          order.add(d);
        }
      }
    }
    for (int d = 0; d < shape.rank(); d++) {
      order.add(d);
    }
    Layout result = Layout.ordered(new ArrayList<>(order));
    for (Layout.Block block : layout.blocks()) {
      for (int d = 0; d < shape.rank(); d++) {
        if (!shape.dim(d).perBatch() && result.block(d) == 1 && keepsBlocks(s, from.get(block.dim()), to.get(d), block.size())) {
          result = result.blocked(d, block.size());
        }
      }
    }
    return result;
  }

  private static boolean keepsBlocks(Structure s, IndexExpr read, IndexExpr write, int block) {
    return IntStream.range(0, s.axes().size())
        .anyMatch(axis -> Blocking.keepsBlocks(read, axis, block) && Blocking.keepsBlocks(write, axis, block));
  }

  private static boolean sharesAxis(Structure s, IndexExpr read, IndexExpr write) {
    for (int axis = 0; axis < s.axes().size(); axis++) {
      if (read.uses(axis) && write.uses(axis)) {
        return true;
      }
    }
    return false;
  }

  /// `layout` with every dimension `d` renamed to `name(d)`, as an exchange of dimensions does.
  static Layout renamed(Layout layout, IntUnaryOperator name) {
    Layout result = Layout.ordered(layout.order().stream().map(name::applyAsInt).toList());
    for (Layout.Block block : layout.blocks()) {
      result = result.blocked(name.applyAsInt(block.dim()), block.size());
    }
    return result;
  }
}
