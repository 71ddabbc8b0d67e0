package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.index.GatherElements;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.index.OneHot;
import jacquard.ir.op.index.SamplePadding;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// Ops whose indices are data:
///
/// | op | ONNX |
/// | --- | --- |
/// | `gather`, `gather_elements` | `Gather`, `GatherElements` of indices kept within their dimension, and zeros where they were not |
/// | `one_hot` | `Equal` with the numbers from 0; ONNX's `OneHot` counts negative indices from the end |
/// | `max_unpool` | `ScatterElements` that adds, with a place for what lies outside |
/// | `grid_sample` | `GridSample`, of two or three spatial dimensions |
final class IndexNodes extends FamilyNodes {
  private static final int PICTURE = 4;
  private static final int VOLUME = 5;

  IndexNodes(Translation translation, Node node) {
    super(translation, node);
  }

  Optional<String> value() {
    return switch (node.op()) {
      case Gather(int axis) -> Optional.of(gathered("Gather", axis));
      case GatherElements(int axis) -> Optional.of(gathered("GatherElements", axis));
      case OneHot(int depth, DType dtype) -> Optional.of(oneHot(depth, dtype));
      case MaxUnpool(var size) -> Optional.of(unpooled(size));
      case GridSample(SamplePadding padding, boolean alignCorners) -> sampled(padding, alignCorners);
      default -> Optional.empty();
    };
  }

  private String index(int k) {
    return node.input(k).type().dtype() == DType.I64 ? operand(k) : cast(operand(k), DType.I64);
  }

  private String number(long value) {
    return out.constant("index", NdArray.of(Shape.SCALAR, value));
  }

  private String gathered(String operator, int axis) {
    Dim extent = shape(0).dim(axis);
    if (extent.perBatch()) {
      throw new Refusal("it looks examples of the batch up by number");
    }
    String index = index(1);
    String last = number(extent.count() - 1L);
    String within = out.add("Clip", List.of(index, number(0), last));
    String found = out.add(operator, List.of(x(), within), Attributes.integer("axis", axis));
    String inside = out.add("Equal", List.of(index, within));
    if (operator.equals("Gather")) {
      Shape beside = shape(1);
      for (int d = axis + 1; d < shape(0).rank(); d++) {
        beside = beside.inserted(beside.rank(), Dim.of(1));
      }
      inside = beside.equals(shape(1)) ? inside : reshaped(inside, beside);
    }
    return out.add("Where", List.of(inside, found, out.scalar(dtype(), 0)));
  }

  private String oneHot(int depth, DType dtype) {
    String numbers = out.constant("numbers", NdArray.of(Shape.of(depth), LongStream.range(0, depth).toArray()));
    String column = reshaped(index(0), shape(0).inserted(shape(0).rank(), Dim.of(1)));
    String hit = out.add("Equal", List.of(column, numbers));
    return dtype == DType.BOOL ? hit : cast(hit, dtype);
  }

  /// One map as a row, with one more element at its end.
  private String unpooled(List<Integer> size) {
    Shape x = shape(0);
    int map = size.stream().reduce(1, (a, b) -> a * b);
    Shape rows = x.slice(0, 2).inserted(2, Dim.of(Math.toIntExact(x.slice(2, x.rank()).size())));
    Shape target = x.slice(0, 2).inserted(2, Dim.of(map + 1));
    String positions = reshaped(index(1), rows);
    String within = out.add("Clip", List.of(positions, number(0), number(map - 1L)));
    String places = out.add("Where", List.of(out.add("Equal", List.of(positions, within)), positions, number(map)));
    String zeros = broadcast(out.constant("zeros", NdArray.zeros(new TensorType(dtype(), Shape.of(1, 1, 1)))), Shape.of(1, 1, 1), target);
    String sums = out.add("ScatterElements", List.of(zeros, places, reshaped(x(), rows)), Attributes.integer("axis", 2),
        Attributes.text("reduction", "add"));
    return reshaped(sliced(sums, 2, 0, map, 1), node.type().shape());
  }

  private Optional<String> sampled(SamplePadding padding, boolean alignCorners) {
    int rank = shape(0).rank();
    if (rank != PICTURE && rank != VOLUME) {
      return Optional.empty();
    }
    return Optional.of(out.add("GridSample", translation.operands(node), Attributes.text("mode", "linear"),
        Attributes.text("padding_mode", padding == SamplePadding.ZEROS ? "zeros" : "border"),
        Attributes.flag("align_corners", alignCorners)));
  }
}
