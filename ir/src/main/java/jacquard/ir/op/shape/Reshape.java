package jacquard.ir.op.shape;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `reshape`: the same elements in row-major order under another shape.
///
/// Shapes   equal numbers of elements; a batch dimension stands outermost on both sides, or remains with equally many elements
///          before and after it.
/// Errors   `reshape/size`, `reshape/batch`, `reshape/too-large`.
public record Reshape(Shape shape) implements View {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    Shape from = in.shape(0);
    in.countable(from);
    if (!shape.isCountable()) {
      throw in.error("size", "the shape holds more elements than can be counted").got("%s, %d elements", from, from.size(1))
          .expected("as many elements, not %s", shape).build();
    }
    if (from.isBatched() != shape.isBatched() || from.size(1) != shape.size(1)) {
      throw in.error("size", "the shapes hold different numbers of elements").got("%s, %d elements", from, from.size(1))
          .expected("%s, %d elements", shape, shape.size(1)).build();
    }
    if (from.size(1) > Integer.MAX_VALUE) {
      throw in.error("too-large", "the elements are too many to be numbered").got("%s to %s, %d elements", from, shape, from.size(1))
          .expected("at most %d", Integer.MAX_VALUE).build();
    }
    if (!(batchOutermost(from) && batchOutermost(shape)) && !batchStays(from, shape)) {
      UserError.Builder error = in.error("batch", "a reshape does not move the batch dimension").got("%s to %s", from, shape);
      throw batchOutermost(from) ? error.expected("N in front, as in the operand").fix("keep N in front, and transpose afterwards").build()
          : error.expected("N in front, or what is before N as it is").fix("transpose the batch dimension to the front first").build();
    }
    return in.type(0).shaped(shape);
  }

  /// Extents of 1 may stand before the batch.
  private static boolean batchOutermost(Shape shape) {
    boolean inside = false;
    for (Dim dim : shape.dims()) {
      if (dim.perBatch() && inside) {
        return false;
      }
      inside |= dim.perBatch() || dim.count() > 1;
    }
    return true;
  }

  private static boolean batchStays(Shape from, Shape to) {
    int a = batchAxis(from);
    int b = batchAxis(to);
    return from.dim(a).equals(to.dim(b)) && from.slice(0, a).size(1) == to.slice(0, b).size(1);
  }

  private static int batchAxis(Shape shape) {
    return (int) shape.dims().stream().takeWhile(d -> !d.perBatch()).count();
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    if (batchOutermost(from) && batchOutermost(to)) {
      return source(from, to, 0);
    }
    int a = batchAxis(from);
    int b = batchAxis(to);
    var source = new ArrayList<>(source(from.slice(0, a), to.slice(0, b), 0));
    source.add(IndexExpr.var(b));
    source.addAll(source(from.slice(a + 1, from.rank()), to.slice(b + 1, to.rank()), b + 1));
    return source;
  }

  /// The row-major position of the element of `to`, whose indices are numbered from `first`, taken apart by the extents of `from`.
  private static List<IndexExpr> source(Shape from, Shape to, int first) {
    IndexExpr position = IndexExpr.ZERO;
    int stride = 1;
    for (int d = to.rank() - 1; d >= 0; d--) {
      position = position.plus(to.dim(d).isOne() ? IndexExpr.ZERO : IndexExpr.var(first + d).times(stride));
      stride *= to.dim(d).count();
    }
    var source = new ArrayList<IndexExpr>();
    int block = 1;
    boolean outermost = true;
    for (int d = from.rank() - 1; d >= 0; d--) {
      int extent = from.dim(d).count();
      outermost = from.slice(0, d).dims().stream().allMatch(Dim::isOne);
      IndexExpr index = position.floorDiv(block);
      source.addFirst(from.dim(d).isOne() ? IndexExpr.ZERO : outermost ? index : index.mod(extent));
      block *= extent;
    }
    return source;
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(new Reshape(self.input(0).type().shape()), dy));
  }

  /// The result `y` of a reduction of `x` along `axes` with the dimensions it lost as dimensions of 1.
  public static Node kept(Node y, Node x, List<Integer> axes, GraphBuilder g) {
    Shape shape = x.type().shape();
    for (int axis : axes) {
      shape = shape.with(axis, Dim.of(1));
    }
    return y.type().shape().equals(shape) ? y : g.add(new Reshape(shape), y);
  }
}
