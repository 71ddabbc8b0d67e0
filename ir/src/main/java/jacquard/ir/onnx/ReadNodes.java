package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/// The accesses of a structure as tensors over the axes they use.
///
/// Where each dimension is read by axes of its own, dimension after dimension becomes these: as it is, by `Slice`, or by `Gather` with a
/// table of the index function, after `Pad` where that leaves the operand. Where dimensions share axes, all but the batch are one dimension
/// that a single table gathers from. Indices that are data: [LoadedReads].
final class ReadNodes extends FamilyNodes {
  private static final long MOST_PADDING = 1 << 24;

  private final List<Axis> axes;

  ReadNodes(Translation translation, Node node, List<Axis> axes) {
    super(translation, node);
    this.axes = axes;
  }

  /// What `access` reads, `fill` outside the operand.
  Reading read(Access access, double fill) {
    if (access.hasLoad()) {
      return new LoadedReads(this, translation, node, axes).read(access, fill);
    }
    var seen = new HashSet<Integer>();
    boolean apart = access.map().stream().allMatch(e -> uses(e).stream().allMatch(seen::add));
    return apart ? byDimension(access, fill) : flat(access, fill);
  }

  /// A reading with a dimension for each axis of `order`, 1 for those it does not use.
  String aligned(Reading reading, List<Integer> order) {
    List<Integer> used = order.stream().filter(reading.axes()::contains).toList();
    String value = transposed(reading.value(), used.stream().map(reading.axes()::indexOf).toList());
    return used.size() == order.size() ? value : reshaped(value, shape(reading, order));
  }

  /// The shape of [#aligned].
  Shape shape(Reading reading, List<Integer> order) {
    return Shape.of(order.stream().map(a -> reading.axes().contains(a) ? axes.get(a).extent() : Dim.of(1)).toList());
  }

  /// The axes that `e` depends on, in order.
  private List<Integer> uses(IndexExpr e) {
    return IntStream.range(0, axes.size()).filter(e::uses).boxed().toList();
  }

  private Shape extents(List<Integer> used) {
    return IndexTables.fixed(Shape.of(used.stream().map(a -> axes.get(a).extent()).toList()));
  }

  private Reading byDimension(Access access, double fill) {
    Shape shape = shape(access.operand());
    DType dtype = node.input(access.operand()).type().dtype();
    String value = operand(access.operand());
    var order = new ArrayList<Integer>();
    for (int d = shape.rank() - 1; d >= 0; d--) {
      IndexExpr e = access.map().get(d);
      List<Integer> used = uses(e);
      if (!e.isVar() || !axes.get(e.asVar()).extent().equals(shape.dim(d))) {
        value = dimension(value, d, d + 1 + order.size(), new Line(e, used, shape.dim(d)), fill, dtype);
      }
      order.addAll(0, used);
    }
    return new Reading(value, order);
  }

  /// An index function of one dimension, of extent `of`, by the axes `used`.
  private record Line(IndexExpr e, List<Integer> used, Dim of) {}

  /// `value`, of rank `rank`, with dimension `d` in place of what `line` reads of it.
  private String dimension(String value, int d, int rank, Line line, double fill, DType dtype) {
    if (line.of.perBatch()) {
      throw new Refusal("it reads examples of the batch by a function of their number, %s", line.e);
    }
    Shape table = extents(line.used);
    long[] index = new long[Math.toIntExact(table.size())];
    IndexTables.forEach(table, (at, point) -> index[at] = line.e.at(a -> point[line.used.indexOf(a)]));
    long first = Arrays.stream(index).min().orElse(0);
    long last = Arrays.stream(index).max().orElse(0);
    long before = Math.max(-first, 0);
    long after = Math.max(last - line.of.count() + 1, 0);
    if (before + after > MOST_PADDING) {
      throw new Refusal("it reads as far as %d elements outside its operand", Math.max(before, after));
    }
    String padded = padded(value, alone(rank, d, (int) before), alone(rank, d, (int) after), fill, dtype);
    for (int i = 0; i < index.length; i++) {
      index[i] += before;
    }
    long step = index.length > 1 ? index[1] - index[0] : 1;
    boolean regular = line.used.size() == 1 && step > 0
        && IntStream.range(1, index.length).allMatch(i -> index[i] - index[i - 1] == step);
    if (regular) {
      boolean all = index[0] == 0 && step == 1 && index.length == line.of.count() + before + after;
      return all ? padded : sliced(padded, d, (int) index[0], (int) index[index.length - 1] + 1, (int) step);
    }
    return out.add("Gather", List.of(padded, out.constant("index", NdArray.of(table, index))), Attributes.integer("axis", d));
  }

  private static List<Integer> alone(int rank, int d, int amount) {
    var amounts = new ArrayList<>(Collections.nCopies(rank, 0));
    amounts.set(d, amount);
    return amounts;
  }

  private Reading flat(Access access, double fill) {
    Shape shape = shape(access.operand());
    int lead = shape.rank() > 0 && shape.dim(0).perBatch() ? 1 : 0;
    Shape each = shape.slice(lead, shape.rank());
    if (each.isBatched() || lead == 1 && !access.map().getFirst().isVar()) {
      throw new Refusal("it mixes the batch with other dimensions");
    }
    List<IndexExpr> map = access.map().subList(lead, access.map().size());
    List<Integer> used = IntStream.range(0, axes.size()).filter(a -> map.stream().anyMatch(e -> e.uses(a))).boxed().toList();
    Shape table = extents(used);
    int size = Math.toIntExact(each.size());
    long[] index = new long[Math.toIntExact(table.size())];
    IndexTables.forEach(table, (at, point) -> index[at] = position(map, each, point, used, size));
    boolean outside = Arrays.stream(index).anyMatch(i -> i == size);
    String row = reshaped(operand(access.operand()), shape.slice(0, lead).inserted(lead, Dim.of(size)));
    if (outside) {
      row = padded(row, alone(lead + 1, lead, 0), alone(lead + 1, lead, 1), fill, node.input(access.operand()).type().dtype());
    }
    String value = out.add("Gather", List.of(row, out.constant("index", NdArray.of(table, index))), Attributes.integer("axis", lead));
    var order = new ArrayList<>(used);
    if (lead == 1) {
      order.addFirst(access.map().getFirst().asVar());
    }
    return new Reading(value, order);
  }

  /// The row-major position that a point reads, `size` outside.
  private static long position(List<IndexExpr> map, Shape shape, int[] point, List<Integer> used, int size) {
    long position = 0;
    for (int d = 0; d < shape.rank(); d++) {
      int i = map.get(d).at(a -> point[used.indexOf(a)]);
      if (i < 0 || i >= shape.extent(d)) {
        return size;
      }
      position = position * shape.extent(d) + i;
    }
    return position;
  }
}
