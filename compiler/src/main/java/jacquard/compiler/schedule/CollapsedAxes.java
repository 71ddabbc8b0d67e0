package jacquard.compiler.schedule;

import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Two axes of a result that lie in memory like one, taken as one: `out[p, q] = Σ x[p, q] · w  =>  out[p·Q + q] = Σ x[p·Q + q] · w`.
///
/// A 1x1 convolution of stride 1 is a matrix product over all pixels of an image this way. The rows of a register tile run along one axis,
/// and the 7 or 14 of a small image's line fill tiles badly. Every buffer must hold the two dimensions next to each other, whole, without
/// blocks and halo, and be read at `p` and `q` themselves, or at neither.
record CollapsedAxes(Structure structure, List<Buffer> operands, Buffer result) {
  /// The two axes.
  private record Pair(int outer, int inner) {}

  /// The pair's dimensions in a buffer.
  private record Place(int outer, int inner) {}

  /// This with as many axes collapsed as can be.
  CollapsedAxes collapsed() {
    Optional<CollapsedAxes> less = step();
    return less.isPresent() ? less.get().collapsed() : this;
  }

  private Optional<CollapsedAxes> step() {
    List<Integer> order = result.layout().order();
    for (int i = 0; i + 1 < order.size(); i++) {
      IndexExpr outer = structure.write().get(order.get(i));
      IndexExpr inner = structure.write().get(order.get(i + 1));
      if (outer.isVar() && inner.isVar()) {
        var pair = new Pair(outer.asVar(), inner.asVar());
        if (canCollapse(pair)) {
          return Optional.of(collapsed(pair));
        }
      }
    }
    return Optional.empty();
  }

  private boolean canCollapse(Pair pair) {
    return place(structure.write(), result, pair) != null && structure.indexOperands().findAny().isEmpty()
        && !usesIndex(structure.body(), pair) && !usesIndex(structure.epilogue(), pair)
        && structure.reads().stream().allMatch(r -> !uses(r.map(), pair) || place(r.map(), operands.get(r.operand()), pair) != null)
        && IntStream.range(0, operands.size()).allMatch(k -> structure.reads().stream().filter(r -> r.operand() == k)
            .map(r -> Optional.ofNullable(place(r.map(), operands.get(k), pair))).distinct().count() <= 1);
  }

  private static boolean uses(List<IndexExpr> map, Pair pair) {
    return map.stream().anyMatch(e -> e.uses(pair.outer) || e.uses(pair.inner));
  }

  private static boolean usesIndex(Scalar expr, Pair pair) {
    boolean[] found = new boolean[1];
    expr.mapLeaves(l -> {
      found[0] |= l instanceof Scalar.Index(IndexExpr e) && uses(List.of(e), pair);
      return l;
    });
    return found[0];
  }

  /// Where the pair's dimensions lie in `buffer`, next to each other and whole; null where they do not.
  private @Nullable Place place(List<IndexExpr> map, Buffer buffer, Pair pair) {
    int outer = map.indexOf(IndexExpr.var(pair.outer));
    int inner = map.indexOf(IndexExpr.var(pair.inner));
    Layout layout = buffer.layout();
    boolean alone = outer >= 0 && inner >= 0 && map.stream().filter(e -> uses(List.of(e), pair)).count() == 2;
    return alone && layout.order().indexOf(outer) + 1 == layout.order().indexOf(inner) && isWhole(buffer, outer, pair.outer)
        && isWhole(buffer, inner, pair.inner) ? new Place(outer, inner) : null;
  }

  private boolean isWhole(Buffer buffer, int dim, int axis) {
    Layout layout = buffer.layout();
    Dim extent = structure.axes().get(axis).extent();
    return layout.block(dim) == 1 && layout.lo().get(dim) == 0 && layout.hi().get(dim) == 0 && !extent.perBatch()
        && buffer.type().shape().dim(dim).equals(extent);
  }

  private CollapsedAxes collapsed(Pair pair) {
    var axes = new ArrayList<>(structure.axes());
    Axis outer = axes.get(pair.outer);
    Axis inner = axes.get(pair.inner);
    axes.set(pair.outer, new Axis(outer.name() + inner.name(), Dim.of(Math.multiplyExact(outer.extent().count(), inner.extent().count()))));
    axes.remove(pair.inner);
    IntFunction<IndexExpr> renumbered = a -> IndexExpr.var(a > pair.inner ? a - 1 : a);
    var reads = new ArrayList<Access>();
    var buffers = new ArrayList<>(operands);
    for (Access read : structure.reads()) {
      Place place = place(read.map(), operands.get(read.operand()), pair);
      var map = new ArrayList<>(read.map());
      if (place != null) {
        map.remove(place.inner);
        buffers.set(read.operand(), without(operands.get(read.operand()), place));
      }
      reads.add(new Access(read.operand(), map, read.outside()).substitute(renumbered));
    }
    Place place = Objects.requireNonNull(place(structure.write(), result, pair));
    var write = new ArrayList<>(structure.write());
    write.remove(place.inner);
    var s = new Structure(axes, reads, write.stream().map(w -> w.substitute(renumbered)).toList(), structure.combine(),
        structure.body().substitute(renumbered), structure.epilogue().substitute(renumbered));
    return new CollapsedAxes(s, buffers, without(result, place));
  }

  /// `buffer` with the inner of two dimensions merged into the outer one.
  private static Buffer without(Buffer buffer, Place place) {
    Layout layout = buffer.layout();
    Shape shape = buffer.type().shape();
    Shape merged = shape.with(place.outer, shape.extent(place.outer) * shape.extent(place.inner)).without(place.inner);
    List<Integer> order = layout.order().stream().filter(d -> d != place.inner).map(d -> renumbered(d, place)).toList();
    List<Layout.Block> blocks = layout.blocks().stream().map(b -> new Layout.Block(renumbered(b.dim(), place), b.size())).toList();
    return new Buffer(buffer.name(), buffer.type().shaped(merged),
        new Layout(order, blocks, dropped(layout.lo(), place), dropped(layout.hi(), place)));
  }

  private static int renumbered(int dim, Place place) {
    return dim > place.inner ? dim - 1 : dim;
  }

  private static List<Integer> dropped(List<Integer> amounts, Place place) {
    var rest = new ArrayList<>(amounts);
    rest.remove(place.inner);
    return rest;
  }
}
