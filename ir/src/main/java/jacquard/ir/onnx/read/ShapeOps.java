package jacquard.ir.onnx.read;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.BorderMode;
import jacquard.ir.op.shape.BorderPad;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.ConstantPad;
import jacquard.ir.op.shape.Fold;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Tile;
import jacquard.ir.op.shape.Transpose;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What moves, joins, cuts and repeats elements.
final class ShapeOps {
  private ShapeOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("Transpose", Translator.of(ShapeOps::transpose));
    table.put("Concat", Translator.of(ShapeOps::concat));
    table.put("Split", ShapeOps::split);
    table.put("Slice", Translator.of(ShapeOps::slice));
    table.put("Pad", Translator.of(ShapeOps::pad));
    table.put("Tile", Translator.of(ShapeOps::tile));
    table.put("DepthToSpace", Translator.of(c -> depthToSpace(c, c.node(0))));
    table.put("SpaceToDepth", Translator.of(c -> spaceToDepth(c, c.node(0))));
    table.put("CenterCropPad", Translator.of(ShapeOps::cropped));
    table.put("Col2Im", Translator.of(ShapeOps::fold));
  }

  private static Node transpose(OperatorCall call) {
    Node x = call.node(0);
    List<Integer> order = call.integers("perm");
    return call.add(new Transpose(order.isEmpty() ? IntStream.range(0, x.type().rank()).boxed().toList().reversed() : order), x);
  }

  /// Where some operands are one for all examples and others are not, the former are repeated for each.
  private static Node concat(OperatorCall call) {
    var operands = new ArrayList<Node>();
    for (int k = 0; k < call.operandCount(); k++) {
      if (call.operand(k).shape().dims().stream().noneMatch(d -> d.count() == 0)) {
        operands.add(call.node(k));
      }
    }
    if (operands.isEmpty()) {
      return call.node(0);
    }
    int axis = call.axis(call.integer("axis", 1), call.rank(0));
    Optional<Shape> batched = operands.stream().map(n -> n.type().shape()).filter(Shape::isBatched).findFirst();
    int fixed = call.importer().fixedBatch();
    if (batched.isPresent() && fixed > 0 && axis > 0) {
      Dim n = batched.get().dim(0);
      operands.replaceAll(o -> n.perBatch() && o.type().shape().dim(0).equals(Dim.of(1))
          ? call.add(new BroadcastTo(o.type().shape().with(0, n)), o) : o);
    }
    return operands.size() == 1 ? operands.getFirst() : call.add(new Concat(axis), operands.toArray(Node[]::new));
  }

  private static List<@Nullable Operand> split(OperatorCall call) {
    Node x = call.node(0);
    int axis = call.axis(call.integer("axis", 0), x.type().rank());
    int extent = x.type().shape().extent(axis);
    int parts = call.integer("num_outputs", call.outputs());
    int even = Math.ceilDiv(extent, Math.max(parts, 1));
    List<Integer> sizes = call.integers("split", 1)
        .orElseGet(() -> IntStream.range(0, parts).mapToObj(p -> Math.clamp(extent - (long) p * even, 0, even)).toList());
    if (sizes.size() < call.outputs() || sizes.stream().mapToLong(Integer::longValue).sum() != extent
        || sizes.stream().anyMatch(s -> s < 0)) {
      throw call.error("operands", "the parts are not the whole").got("parts %s of %d elements, %d results", sizes, extent, call.outputs())
          .build();
    }
    var results = new ArrayList<@Nullable Operand>();
    int from = 0;
    for (int k = 0; k < call.outputs(); k++) {
      boolean whole = sizes.get(k) == extent;
      results.add(!call.wants(k) ? null : new Operand.Tensor(whole ? x : sizes.get(k) == 0 ? ConstantOps.empty(call, x.type(), axis)
          : call.add(new Slice(axis, from, from + sizes.get(k), 1), x)));
      from += sizes.get(k);
    }
    return results;
  }

  private static Node slice(OperatorCall call) {
    Node x = call.node(0);
    boolean attributes = !call.since(10);
    List<Long> starts = attributes ? call.integers("starts").stream().map(Integer::longValue).toList() : longs(call, 1);
    List<Long> ends = attributes ? call.integers("ends").stream().map(Integer::longValue).toList() : longs(call, 2);
    List<Integer> axes = call.integers("axes", 3).orElseGet(() -> IntStream.range(0, starts.size()).boxed().toList());
    List<Long> steps = call.has(4) ? longs(call, 4) : Collections.nCopies(starts.size(), 1L);
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size()) {
      throw call.error("operands", "the ranges of a slice differ in number").got("%s, %s, %s, %s", starts, ends, axes, steps).build();
    }
    for (int k = 0; k < axes.size(); k++) {
      int axis = call.axis(axes.get(k), x.type().rank());
      Dim dim = x.type().shape().dim(axis);
      if (dim.perBatch()) {
        requireWhole(call, starts.get(k), ends.get(k), steps.get(k));
        continue;
      }
      x = sliced(call, x, axis, SliceRange.of(starts.get(k), ends.get(k), steps.get(k), dim.count(), call));
    }
    return x;
  }

  private static List<Long> longs(OperatorCall call, int k) {
    Operand.Numbers numbers = call.numbers(k);
    return IntStream.range(0, numbers.size()).mapToObj(i -> numbers.perBatch()[i] ? Long.MAX_VALUE : numbers.integer(i)).toList();
  }

  /// Of the batch only all of it can be taken, for it may be of any size.
  private static void requireWhole(OperatorCall call, long start, long end, long step) {
    long fixed = call.importer().fixedBatch();
    boolean whole = start == 0 && step == 1 && (end >= Integer.MAX_VALUE || fixed > 0 && end >= fixed);
    if (!whole) {
      throw call.error("unsupported", "a part of the batch is taken").got("[%d, %d) step %d", start, end, step)
          .expected("all of it: the batch may be of any size").build();
    }
  }

  private static Node sliced(OperatorCall call, Node x, int axis, SliceRange range) {
    int extent = x.type().shape().extent(axis);
    if (range.count() == 0) {
      return ConstantOps.empty(call, x.type(), axis);
    }
    if (range.step() > 0) {
      int to = (int) Math.min(extent, range.from() + (long) (range.count() - 1) * range.step() + 1);
      return range.count() == extent ? x : call.add(new Slice(axis, range.from(), to, range.count() == 1 ? 1 : range.step()), x);
    }
    int first = extent - 1 - range.from();
    Node turned = call.add(new Reverse(List.of(axis)), x);
    int to = (int) (first - (long) (range.count() - 1) * range.step() + 1);
    return range.count() == extent ? turned : call.add(new Slice(axis, first, to, range.count() == 1 ? 1 : -range.step()), turned);
  }

  private static Node pad(OperatorCall call) {
    Node x = call.node(0);
    int rank = x.type().rank();
    List<Integer> pads = call.integers(call.attribute("paddings").isPresent() ? "paddings" : "pads", 1).orElse(List.of());
    List<Integer> axes = call.has(3) ? call.integers(3).stream().map(a -> call.axis(a, rank)).toList()
        : IntStream.range(0, rank).boxed().toList();
    if (pads.size() != 2 * axes.size()) {
      throw call.error("operands", "there is not an amount before and after each dimension").got("%s for %s", pads, x.type())
          .expected("%d numbers", 2 * axes.size()).build();
    }
    var lo = new Integer[rank];
    var hi = new Integer[rank];
    Arrays.fill(lo, 0);
    Arrays.fill(hi, 0);
    for (int k = 0; k < axes.size(); k++) {
      lo[axes.get(k)] = pads.get(k);
      hi[axes.get(k)] = pads.get(axes.size() + k);
    }
    return padded(call, x, List.of(lo), List.of(hi));
  }

  private static Node padded(OperatorCall call, Node x, List<Integer> lo, List<Integer> hi) {
    String mode = call.text("mode", "constant");
    double value = call.has(2) ? call.number(2) : call.decimal("value", 0);
    return switch (mode) {
      case "constant" -> value == 0 ? call.add(new Pad(lo, hi), x) : call.add(new ConstantPad(lo, hi, value), x);
      case "reflect" -> call.add(new BorderPad(BorderMode.REFLECT, lo, hi), x);
      case "edge" -> call.add(new BorderPad(BorderMode.REPLICATE, lo, hi), x);
      case "wrap" -> call.add(new BorderPad(BorderMode.CIRCULAR, lo, hi), x);
      default -> throw call.unsupported("the border \"%s\"", mode);
    };
  }

  /// Opset 1 repeats along one dimension.
  private static Node tile(OperatorCall call) {
    Node x = call.node(0);
    if (call.since(6)) {
      return call.add(new Tile(call.integers(1)), x);
    }
    var repeats = new ArrayList<>(Collections.nCopies(x.type().rank(), 1));
    repeats.set(call.axis((int) call.number(2), x.type().rank()), (int) call.number(1));
    return call.add(new Tile(repeats), x);
  }

  /// `[N, b·b·C, H, W]` (`DCR`) or `[N, C·b·b, H, W]` (`CRD`) as `[N, C, H·b, W·b]`.
  private static Node depthToSpace(OperatorCall call, Node x) {
    int block = block(call);
    Shape shape = x.type().shape();
    boolean depthFirst = call.text("mode", "DCR").equals("DCR");
    Dim b = Dim.of(block);
    Dim channels = Dim.of(shape.extent(1) / (block * block));
    Dim n = shape.dim(0);
    Dim h = shape.dim(2);
    Dim w = shape.dim(3);
    Node split = call.reshape(x, depthFirst ? List.of(n, b, b, channels, h, w) : List.of(n, channels, b, b, h, w));
    Node turned = call.add(new Transpose(depthFirst ? List.of(0, 3, 4, 1, 5, 2) : List.of(0, 1, 4, 2, 5, 3)), split);
    return call.reshape(turned, List.of(n, channels, Dim.of(h.count() * block), Dim.of(w.count() * block)));
  }

  private static Node spaceToDepth(OperatorCall call, Node x) {
    int block = block(call);
    Shape shape = x.type().shape();
    Dim b = Dim.of(block);
    Dim n = shape.dim(0);
    Dim c = shape.dim(1);
    Dim h = Dim.of(shape.extent(2) / block);
    Dim w = Dim.of(shape.extent(3) / block);
    Node split = call.reshape(x, List.of(n, c, h, b, w, b));
    Node turned = call.add(new Transpose(List.of(0, 3, 5, 1, 2, 4)), split);
    return call.reshape(turned, List.of(n, Dim.of(c.count() * block * block), h, w));
  }

  private static int block(OperatorCall call) {
    int block = call.integer("blocksize", 0);
    if (block < 1 || block > Short.MAX_VALUE || call.rank(0) != 4 || call.shape(0).slice(1, 4).isBatched()) {
      throw call.error("operands", "this cannot be divided into blocks").got("blocks of %d in %s", block, call.type(0))
          .expected("[N,C,H,W] and blocks of at least 1").build();
    }
    return block;
  }

  private static Node cropped(OperatorCall call) {
    Node x = call.node(0);
    int rank = x.type().rank();
    List<Integer> target = call.integers(1);
    List<Integer> axes = call.attribute("axes").isPresent() ? call.integers("axes").stream().map(a -> call.axis(a, rank)).toList()
        : IntStream.range(0, rank).boxed().toList();
    var lo = new ArrayList<>(Collections.nCopies(rank, 0));
    var hi = new ArrayList<>(Collections.nCopies(rank, 0));
    for (int k = 0; k < Math.min(axes.size(), target.size()); k++) {
      int more = target.get(k) - x.type().shape().extent(axes.get(k));
      // Of what is cut the smaller part lies in front; so too of what is added.
      lo.set(axes.get(k), more < 0 ? -(-more / 2) : more / 2);
      hi.set(axes.get(k), more - lo.get(axes.get(k)));
    }
    return call.add(new Pad(lo, hi), x);
  }

  private static Node fold(OperatorCall call) {
    List<Integer> image = call.integers(1);
    List<Integer> block = call.integers(2);
    int rank = image.size();
    List<Integer> pads = call.perDimension("pads", 2 * rank, 0);
    var window = new Window(block, call.perDimension("strides", rank, 1), pads.subList(0, rank), pads.subList(rank, 2 * rank),
        call.perDimension("dilations", rank, 1), false);
    return call.add(new Fold(window, image), call.node(0));
  }
}
