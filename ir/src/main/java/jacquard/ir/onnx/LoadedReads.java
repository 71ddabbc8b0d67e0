package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Accesses whose indices are loaded from an operand, as sampling and looking up are made of: the row-major position that every point reads
/// is computed in `i64`, and gathered from the operand as one row, of each example where it has a batch. A position outside is that of one
/// more element at its end.
final class LoadedReads extends FamilyNodes {
  private final ReadNodes reads;
  private final List<Axis> axes;

  LoadedReads(ReadNodes reads, Translation translation, Node node, List<Axis> axes) {
    super(translation, node);
    this.reads = reads;
    this.axes = axes;
  }

  Reading read(Access access, double fill) {
    Shape shape = shape(access.operand());
    int lead = shape.rank() > 0 && shape.dim(0).perBatch() ? 1 : 0;
    Shape each = shape.slice(lead, shape.rank());
    if (each.isBatched() || lead == 1 && !access.map().getFirst().isVar()) {
      throw new Refusal("it reads examples of the batch by numbers that are data");
    }
    int size = Math.toIntExact(each.size());
    List<Integer> order = order(access, lead);
    Shape points = Shape.of(order.stream().map(a -> axes.get(a).extent()).toList());
    String position = broadcast(position(access.map().subList(lead, access.map().size()), each, order),
        Shape.of(order.stream().map(a -> Dim.of(1)).toList()), points);
    DType dtype = node.input(access.operand()).type().dtype();
    String row = reshaped(operand(access.operand()), shape.slice(0, lead).inserted(lead, Dim.of(size)));
    var after = new ArrayList<>(List.of(1));
    var before = new ArrayList<>(List.of(0));
    if (lead == 1) {
      after.addFirst(0);
      before.addFirst(0);
    }
    String wide = padded(row, before, after, fill, dtype);
    if (lead == 0) {
      return new Reading(out.add("Gather", List.of(wide, position), Attributes.integer("axis", 0)), order);
    }
    IndexTables.fixed(points.slice(1, points.rank()));
    Shape rows = points.slice(0, 1).inserted(1, Dim.of(Math.toIntExact(points.slice(1, points.rank()).size())));
    String found = out.add("GatherElements", List.of(wide, reshaped(position, rows)), Attributes.integer("axis", 1));
    return new Reading(reshaped(found, points), order);
  }

  /// The axes that `access` depends on, that of the batch of its operand first.
  private List<Integer> order(Access access, int lead) {
    var order = new ArrayList<>(IntStream.range(0, axes.size())
        .filter(a -> access.map().stream().anyMatch(e -> e.uses(a))).boxed().toList());
    if (lead == 1) {
      Integer batch = access.map().getFirst().asVar();
      order.remove(batch);
      order.addFirst(batch);
    }
    return order;
  }

  private String number(long value) {
    return out.constant("index", NdArray.of(Shape.SCALAR, value));
  }

  /// The row-major position in `shape` of what `map` reads, the size of `shape` outside.
  private String position(List<IndexExpr> map, Shape shape, List<Integer> order) {
    String position = "";
    String inside = "";
    for (int d = 0; d < shape.rank(); d++) {
      String index = value(map.get(d), order);
      String here = out.add("And", List.of(out.add("GreaterOrEqual", List.of(index, number(0))),
          out.add("Less", List.of(index, number(shape.extent(d))))));
      inside = d == 0 ? here : out.add("And", List.of(inside, here));
      position = d == 0 ? index
          : out.add("Add", List.of(out.add("Mul", List.of(position, number(shape.extent(d)))), index));
    }
    return out.add("Where", List.of(inside, position, number(shape.size())));
  }

  /// `e` as `i64` over the axes `order`, extents of 1 where it does not depend on one.
  private String value(IndexExpr e, List<Integer> order) {
    if (!e.hasLoad()) {
      return table(e, order);
    }
    String sum = number(e.offset());
    for (IndexExpr.Term term : e.terms()) {
      sum = out.add("Add", List.of(sum, out.add("Mul", List.of(value(term.atom(), order), number(term.factor())))));
    }
    return sum;
  }

  /// Divisions round down, as `Mod` does.
  private String value(IndexExpr.Atom atom, List<Integer> order) {
    return switch (atom) {
      case IndexExpr.Atom.Var(int axis) -> table(IndexExpr.var(axis), order);
      case IndexExpr.Atom.FloorDiv(var of, int by) -> {
        String x = value(of, order);
        String rest = out.add("Mod", List.of(x, number(by)));
        yield out.add("Div", List.of(out.add("Sub", List.of(x, rest)), number(by)));
      }
      case IndexExpr.Atom.Mod(var of, int by) -> out.add("Mod", List.of(value(of, order), number(by)));
      case IndexExpr.Atom.Clamp(var of, int lo, int hi) -> out.add("Clip", List.of(value(of, order), number(lo), number(hi)));
      case IndexExpr.Atom.Load(int operand, var map) -> {
        String loaded = reads.aligned(reads.read(Access.of(operand, map), 0), order);
        yield cast(loaded, DType.I64);
      }
    };
  }

  private String table(IndexExpr e, List<Integer> order) {
    Shape shape = IndexTables.fixed(Shape.of(order.stream().map(a -> e.uses(a) ? axes.get(a).extent() : Dim.of(1)).toList()));
    NdArray table = NdArray.zeros(new TensorType(DType.I64, shape));
    IndexTables.forEach(shape, (at, point) -> table.set(at, e.at(a -> point[order.indexOf(a)])));
    return out.constant("index", table);
  }
}
