package jacquard.compiler.nest;

import jacquard.compiler.cost.Core;
import jacquard.ir.DType;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Loop;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The block size of channel-blocked layouts.
///
/// One cache line, 64 bytes, whatever the width of the machine's vectors: summation orders follow from layouts, and bits must not
/// depend on the machine. Narrower vectors take several to a block.
public final class Blocking {
  private Blocking() {}

  public static int of(DType type) {
    return Core.LINE_BYTES / Math.max(4, type.bytes());
  }

  /// Whether `index` is `axis`, or `axis` moved by whole blocks, as in a slice that starts with a block: neighbours along the axis are then
  /// neighbours in a dimension blocked by `block`.
  public static boolean keepsBlocks(IndexExpr index, int axis, int block) {
    return index.terms().size() == 1 && index.factorOf(axis) == 1 && index.offset() % block == 0;
  }

  /// Values of one dimension (besides extents of 1) are blocked too: the same places as plain, filled up so that a whole vector can be
  /// read at the end.
  public static Layout vector(Shape shape, DType type) {
    Layout plain = Layout.plain(shape);
    List<Integer> longer = IntStream.range(0, shape.rank()).filter(d -> !shape.dim(d).isOne()).boxed().toList();
    boolean blocks = longer.size() == 1 && !shape.isBatched() && type.isFloat();
    return blocks ? plain.blocked(longer.getFirst(), of(type)) : plain;
  }

  /// The layout in which a weight is loaded fastest as the vector factor of contraction `s` through the accesses `map`: lanes of dimension
  /// `lane` innermost, before them the indices within a block of summed channels, before those the dimensions in summing order; outermost
  /// those that count products beside each other.
  public static Layout factor(Structure s, List<IndexExpr> map, int lane, DType type) {
    int block = of(type);
    var order = new ArrayList<Integer>();
    ContractionForm.products(s).forEach(a -> order.add(map.indexOf(IndexExpr.var(a))));
    order.add(lane);
    int blocked = -1;
    for (Loop loop : ReductionOrder.of(s, block)) {
      for (int d = 0; d < map.size(); d++) {
        if (map.get(d).uses(loop.axis()) && !order.contains(d)) {
          order.add(d);
          blocked = loop.part() == Loop.Part.BLOCKS ? d : blocked;
        }
      }
    }
    for (int d = 0; d < map.size(); d++) {
      if (!order.contains(d)) {
        order.add(d);
      }
    }
    Layout layout = Layout.ordered(order);
    return (blocked >= 0 ? layout.blocked(blocked, block) : layout).blocked(lane, block);
  }
}
