package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// One node of a graph on its way to ONNX, with the operators that several families are written with.
abstract class FamilyNodes {
  final Translation translation;
  final Node node;
  final OnnxGraph out;

  FamilyNodes(Translation translation, Node node) {
    this.translation = translation;
    this.node = node;
    this.out = translation.out();
  }

  /// The value of the first operand.
  final String x() {
    return operand(0);
  }

  final String operand(int k) {
    return translation.operand(node, k);
  }

  final Shape shape(int k) {
    return node.input(k).type().shape();
  }

  final DType dtype() {
    return node.type().dtype();
  }

  /// The elements of `value` as `shape`; the batch is what is left over.
  final String reshaped(String value, Shape shape) {
    List<Integer> extents = shape.dims().stream().map(d -> d.perBatch() ? -1 : d.count()).toList();
    return out.add("Reshape", List.of(value, out.integers("shape", extents)));
  }

  final String transposed(String value, List<Integer> order) {
    return order.equals(IntStream.range(0, order.size()).boxed().toList()) ? value
        : out.add("Transpose", List.of(value), Attributes.integers("perm", order));
  }

  /// `value` with `fill` around: amounts for every dimension, negative ones cut.
  final String padded(String value, List<Integer> lo, List<Integer> hi, double fill, DType dtype) {
    var amounts = new ArrayList<>(lo);
    amounts.addAll(hi);
    if (amounts.stream().allMatch(a -> a == 0)) {
      return value;
    }
    String pads = out.integers("pads", amounts);
    return out.add("Pad", List.of(value, pads, out.scalar(dtype, fill)));
  }

  /// As [#padded], of the dimensions from 2.
  final String paddedSpatially(String value, List<Integer> lo, List<Integer> hi, double fill) {
    return padded(value, spatially(lo), spatially(hi), fill, dtype());
  }

  private static List<Integer> spatially(List<Integer> amounts) {
    var all = new ArrayList<>(Collections.nCopies(2, 0));
    all.addAll(amounts);
    return all;
  }

  /// Elements `[from, to)` of dimension `axis`, every `step`-th.
  final String sliced(String value, int axis, int from, int to, int step) {
    return out.add("Slice", List.of(value, out.integers("starts", List.of(from)), out.integers("ends", List.of(to)),
        out.integers("axes", List.of(axis)), out.integers("steps", List.of(step))));
  }

  final String cast(String value, DType to) {
    return out.add("Cast", List.of(value), Attributes.integer("to", OnnxTypes.number(to)));
  }

  /// `value` of shape `from` repeated to `to`, to which it broadcasts.
  final String broadcast(String value, Shape from, Shape to) {
    if (from.equals(to)) {
      return value;
    }
    int shift = to.rank() - from.rank();
    var extents = new ArrayList<Dim>();
    for (int d = 0; d < to.rank(); d++) {
      extents.add(d >= shift && from.dim(d - shift).equals(to.dim(d)) ? Dim.of(1) : to.dim(d));
    }
    if (extents.stream().noneMatch(Dim::perBatch)) {
      return out.add("Expand", List.of(value, out.integers("shape", extents.stream().map(Dim::count).toList())));
    }
    List<String> parts = extents.stream().map(translation.batch()::extent).toList();
    return out.add("Expand", List.of(value, out.add("Concat", parts, Attributes.integer("axis", 0))));
  }

  static List<Integer> spatialExtents(Shape shape) {
    return shape.slice(2, shape.rank()).dims().stream().map(Dim::count).toList();
  }
}
