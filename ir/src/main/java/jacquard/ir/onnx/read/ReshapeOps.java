package jacquard.ir.onnx.read;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Other shapes of the same elements, and shapes themselves: `Reshape`, `Flatten`, `Squeeze`, `Unsqueeze`, `Expand`, `Shape`, `Size`.
final class ReshapeOps {
  private ReshapeOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("Reshape", Translator.of(ReshapeOps::reshape));
    table.put("Flatten", Translator.of(ReshapeOps::flatten));
    table.put("Squeeze", Translator.of(ReshapeOps::squeeze));
    table.put("Unsqueeze", Translator.of(ReshapeOps::unsqueeze));
    table.put("Expand", Translator.of(ReshapeOps::expand));
    table.put("Shape", call -> List.of(shape(call)));
    table.put("Size", call -> List.of(size(call)));
  }

  /// Element `i` of `numbers` as an extent.
  static Dim extent(Operand.Numbers numbers, int i, OperatorCall call) {
    double value = numbers.get(i);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw call.error("operands", "an extent is out of range").got("%.0f", value).expected("0 to %d", Integer.MAX_VALUE).build();
    }
    return new Dim((int) value, numbers.perBatch()[i]);
  }

  private static Operand.Numbers target(OperatorCall call) {
    if (call.has(1)) {
      return call.numbers(1);
    }
    List<Integer> shape = call.integers("shape");
    return Operand.Numbers.of(NdArray.of(Shape.of(shape.size()), shape.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static Node reshape(OperatorCall call) {
    Node x = call.node(0);
    return call.reshape(x, shape(call, x.type().shape(), target(call)));
  }

  /// 0 keeps an extent, -1 takes what is left. Where the file was written for a fixed batch, an extent that is a multiple of it in front
  /// of all others stands for the batch.
  private static Shape shape(OperatorCall call, Shape from, Operand.Numbers target) {
    var dims = new ArrayList<Dim>();
    int open = -1;
    for (int i = 0; i < target.size(); i++) {
      boolean kept = target.get(i) == 0 && !call.flag("allowzero") && i < from.rank();
      boolean rest = target.get(i) == -1 && !target.perBatch()[i];
      if (rest && open >= 0) {
        throw call.error("operands", "two extents are left open").got("%s", target.values()).expected("one -1 at most").build();
      }
      open = rest ? i : open;
      dims.add(kept ? from.dim(i) : rest ? Dim.of(1) : extent(target, i, call));
    }
    boolean batched = from.isBatched() && dims.stream().noneMatch(Dim::perBatch);
    int fixed = call.importer().fixedBatch();
    if (batched && fixed > 0 && !dims.isEmpty() && open != 0 && dims.getFirst().count() % fixed == 0 && dims.getFirst().count() > 0) {
      dims.set(0, new Dim(dims.getFirst().count() / fixed, true));
      batched = false;
    }
    if (open >= 0) {
      long others = Shape.of(dims).isCountable() ? Shape.of(dims).size(1) : 0;
      if (!from.isCountable() || others == 0 || from.size(1) % others != 0 || from.size(1) / others > Integer.MAX_VALUE) {
        throw call.error("operands", "no extent fills what is left open").got("%s to %s", from, target.values()).build();
      }
      dims.set(open, new Dim((int) (from.size(1) / others), batched));
    }
    return Shape.of(dims);
  }

  private static Node flatten(OperatorCall call) {
    Node x = call.node(0);
    int rank = x.type().rank();
    int given = call.integer("axis", 1);
    int axis = given < 0 ? given + rank : given;
    if (axis < 0 || axis > rank) {
      throw call.error("attribute", "there is no dimension %d", given).got("%s", x.type()).build();
    }
    return call.reshape(x, List.of(product(call, x.type().shape().slice(0, axis)), product(call, x.type().shape().slice(axis, rank))));
  }

  /// All elements of `shape` in one dimension.
  static Dim product(OperatorCall call, Shape shape) {
    if (!shape.isCountable() || shape.size(1) > Integer.MAX_VALUE) {
      throw call.error("operands", "too many elements for one dimension").got("%s", shape).expected("at most %d", Integer.MAX_VALUE)
          .build();
    }
    return new Dim((int) shape.size(1), shape.isBatched());
  }

  private static Node squeeze(OperatorCall call) {
    Node x = call.node(0);
    Shape shape = x.type().shape();
    Optional<List<Integer>> given = call.integers("axes", 1);
    List<Integer> axes = call.axes(given.orElse(List.of()), shape.rank());
    var kept = new ArrayList<Dim>();
    for (int d = 0; d < shape.rank(); d++) {
      boolean dropped = given.isPresent() ? axes.contains(d) : shape.dim(d).isOne();
      if (dropped && !shape.dim(d).isOne()) {
        throw call.error("operands", "a dimension that is dropped holds more than one element").got("dimension %d of %s", d, x.type())
            .expected("an extent of 1").build();
      }
      if (!dropped) {
        kept.add(shape.dim(d));
      }
    }
    return call.reshape(x, kept);
  }

  private static Node unsqueeze(OperatorCall call) {
    Node x = call.node(0);
    List<Integer> given = call.integers("axes", 1).orElse(List.of());
    int rank = x.type().rank() + given.size();
    List<Integer> axes = call.axes(given, rank);
    var dims = new ArrayList<>(x.type().shape().dims());
    axes.forEach(a -> dims.add(Math.min(a, dims.size()), Dim.of(1)));
    return call.reshape(x, dims);
  }

  /// Both broadcast to each other.
  private static Node expand(OperatorCall call) {
    Node x = call.node(0);
    Operand.Numbers target = call.numbers(1);
    var dims = new ArrayList<Dim>();
    int rank = Math.max(target.size(), x.type().rank());
    for (int d = 0; d < rank; d++) {
      int own = d - (rank - x.type().rank());
      int other = d - (rank - target.size());
      Dim here = own < 0 ? Dim.of(1) : x.type().shape().dim(own);
      Dim wanted = other < 0 || target.get(other) == -1 ? Dim.of(1) : extent(target, other, call);
      dims.add(here.isOne() ? wanted : here);
    }
    Shape shape = Shape.of(dims);
    return shape.equals(x.type().shape()) ? x : call.add(new BroadcastTo(shape), x);
  }

  private static Operand shape(OperatorCall call) {
    Shape shape = call.shape(0);
    int rank = shape.rank();
    int from = Math.clamp(position(call.integer("start", 0), rank), 0, rank);
    int to = Math.clamp(position(call.integer("end", rank), rank), from, rank);
    var extents = new long[to - from];
    var perBatch = new boolean[to - from];
    for (int d = from; d < to; d++) {
      extents[d - from] = shape.dim(d).count();
      perBatch[d - from] = shape.dim(d).perBatch();
    }
    return new Operand.Numbers(NdArray.of(Shape.of(extents.length), extents), perBatch);
  }

  private static int position(int given, int rank) {
    return given < 0 ? given + rank : given;
  }

  private static Operand size(OperatorCall call) {
    Dim all = product(call, call.shape(0));
    return new Operand.Numbers(NdArray.of(Shape.SCALAR, (long) all.count()), new boolean[] {all.perBatch()});
  }
}
