package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.pooling.Interpolate;
import jacquard.ir.op.pooling.InterpolationMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `interpolate` as ONNX's `Resize`, where every runtime computes the same: neighbours repeated a whole number of times, and two spatial
/// dimensions, linear or cubic. Coordinates of other neighbours are rounded, as `f32` products of a scale, to other elements here and
/// there: these gather by exact indices. Other numbers of dimensions are products with the matrix of each dimension.
final class ResizeNodes extends FamilyNodes {
  private static final int PICTURE = 4;
  private static final double SLOPE = -0.75;

  private final Interpolate op;

  ResizeNodes(Translation translation, Node node, Interpolate op) {
    super(translation, node);
    this.op = op;
  }

  String value() {
    List<Integer> from = spatialExtents(shape(0));
    boolean whole = IntStream.range(0, from.size()).allMatch(d -> op.size().get(d) % from.get(d) == 0);
    if (op.mode() == InterpolationMode.NEAREST) {
      return whole ? repeated() : byDimension(from);
    }
    return shape(0).rank() == PICTURE ? smooth() : byDimension(from);
  }

  private String resized(Coordinates coordinates, String mode) {
    List<Integer> axes = IntStream.range(2, shape(0).rank()).boxed().toList();
    return out.add("Resize", List.of(x(), "", "", out.integers("sizes", op.size())), Attributes.integers("axes", axes),
        Attributes.text("coordinate_transformation_mode", coordinates.text), Attributes.text("mode", mode),
        Attributes.text("nearest_mode", "floor"), Attributes.number("cubic_coeff_a", SLOPE));
  }

  /// How ONNX maps a position of the result to one of the operand.
  private enum Coordinates {
    ASYMMETRIC("asymmetric"), HALF_PIXEL("half_pixel"), ALIGN_CORNERS("align_corners");

    private final String text;

    Coordinates(String text) {
      this.text = text;
    }
  }

  private String repeated() {
    return resized(Coordinates.ASYMMETRIC, "nearest");
  }

  private String smooth() {
    return resized(op.alignCorners() ? Coordinates.ALIGN_CORNERS : Coordinates.HALF_PIXEL,
        op.mode() == InterpolationMode.LINEAR ? "linear" : "cubic");
  }

  /// One dimension after the other.
  private String byDimension(List<Integer> from) {
    String y = x();
    for (int d = 0; d < from.size(); d++) {
      y = op.mode() == InterpolationMode.NEAREST ? gathered(y, d, from.get(d)) : multiplied(y, d, from.get(d));
    }
    return y;
  }

  private String gathered(String x, int d, int from) {
    long[] elements = new long[op.size().get(d)];
    for (int p = 0; p < elements.length; p++) {
      elements[p] = (long) p * from / elements.length;
    }
    return out.add("Gather", List.of(x, out.constant("elements", NdArray.of(Shape.of(elements.length), elements))),
        Attributes.integer("axis", 2L + d));
  }

  /// `x` times the matrix of this dimension, `[H, P]`, with the dimension turned to the end and back.
  private String multiplied(String x, int d, int from) {
    int rank = shape(0).rank();
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    order.set(2 + d, rank - 1);
    order.set(rank - 1, 2 + d);
    String product = out.add("MatMul", List.of(transposed(x, order), out.constant("weights", matrix(d, from))));
    return transposed(product, order);
  }

  /// What each element weighs at each position: the structure of the same op in this dimension alone, of unit vectors.
  private NdArray matrix(int d, int from) {
    var line = new Interpolate(op.mode(), List.of(op.size().get(d)), op.alignCorners());
    Structure s = line.structure(new Operands(line, List.of(new TensorType(DType.F64, Shape.of(1, 1, from))), node.loc()));
    NdArray matrix = NdArray.zeros(new TensorType(dtype(), Shape.of(from, op.size().get(d))));
    int taps = s.axes().get(3).extent().count();
    for (int p = 0; p < op.size().get(d); p++) {
      for (int t = 0; t < taps; t++) {
        int[] point = {0, 0, p, t};
        int at = s.reads().getFirst().map().getLast().at(axis -> point[axis]) * op.size().get(d) + p;
        matrix.set(at, matrix.get(at) + ScalarValues.at(s.body(), 1, axis -> point[axis]));
      }
    }
    return matrix;
  }
}
