package jacquard.compiler.pass.fold;

import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.shape.Concat;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Reshape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Values of constants that are computed while they are read, with the bits that code would give them: concatenations, padding, products
/// with a factor for each channel, and transforms of weights. So large weights are read once, from where they lie to where kernels read
/// them, and nothing of them is kept in between.
final class ReadThrough {
  private ReadThrough() {}

  /// The value of `node`, or nothing where it takes other ops.
  static Optional<NdArray> of(Node node) {
    return switch (node.op()) {
      case Constant c -> c.data().value();
      case Reshape _ -> of(node.input(0)).map(x -> x.reshaped(node.type().shape()));
      case Concat(int axis) -> joined(node, axis);
      case Pad pad -> padded(node, pad);
      case Mul _ -> scaled(node, 0, 1).or(() -> scaled(node, 1, 0));
      case Generic(var structure, var type) when node.inputs().size() == 1 ->
          of(node.input(0)).flatMap(x -> TransformedArray.of(structure, x)).map(source -> NdArray.stored(type, source));
      default -> Optional.empty();
    };
  }

  private static Optional<NdArray> joined(Node node, int axis) {
    List<NdArray> parts = node.inputs().stream().flatMap(n -> of(n).stream()).toList();
    return parts.size() == node.inputs().size() ? Optional.of(NdArray.stored(node.type(), JoinedArray.of(parts, axis))) : Optional.empty();
  }

  /// Where zeros are put before and after one dimension alone.
  private static Optional<NdArray> padded(Node node, Pad pad) {
    int[] longer = IntStream.range(0, pad.lo().size()).filter(d -> pad.lo().get(d) != 0 || pad.hi().get(d) != 0).toArray();
    if (longer.length != 1 || pad.lo().get(longer[0]) < 0 || pad.hi().get(longer[0]) < 0) {
      return Optional.empty();
    }
    int axis = longer[0];
    return of(node.input(0)).map(x -> NdArray.stored(node.type(), JoinedArray.of(
        List.of(zeros(x.type(), axis, pad.lo().get(axis)), x, zeros(x.type(), axis, pad.hi().get(axis))), axis)));
  }

  private static NdArray zeros(TensorType type, int axis, int count) {
    int[] extents = type.shape().at(1);
    extents[axis] = count;
    return NdArray.zeros(type.shaped(Shape.of(extents)));
  }

  /// Where `x` has the shape of the product, and `factors` more than one element along at most one dimension.
  private static Optional<NdArray> scaled(Node node, int x, int factors) {
    Shape shape = node.type().shape();
    Shape by = node.input(factors).type().shape();
    int[] varying = IntStream.range(0, by.rank()).filter(d -> by.extent(d) > 1).toArray();
    if (!node.input(x).type().equals(node.type()) || varying.length > 1) {
      return Optional.empty();
    }
    int dimension = varying.length == 0 ? -1 : varying[0] + shape.rank() - by.rank();
    int inner = IntStream.range(dimension + 1, shape.rank()).map(shape::extent).reduce(1, (a, b) -> a * b);
    return of(node.input(x)).flatMap(array -> of(node.input(factors)).map(f -> NdArray.stored(node.type(),
        new ScaledArray(array, IntStream.range(0, f.size()).mapToDouble(f::get).toArray(), inner))));
  }
}
