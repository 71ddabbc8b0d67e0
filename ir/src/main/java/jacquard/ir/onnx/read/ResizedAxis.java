package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.pooling.InterpolationMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One dimension resampled by tables: for each place of the result the elements it takes, and their weights,
/// `y[…, p, …] = Σ t  weight[p, t] · x[…, element[p, t], …]`.
///
/// Source: the ONNX specification of `Resize`, opset 19
final class ResizedAxis {
  private final OperatorCall call;
  private final ResizeAttributes attributes;
  private final int axis;
  private final int extent;
  private final int size;
  private final double scale;
  /// Of the region that the result covers, where it is one.
  private final double start;
  private final double end;

  /// `number` counts this dimension among the `count` that the operator names, as the region does.
  ResizedAxis(OperatorCall call, ResizeAttributes attributes, int axis, int size, double scale, int number, int count) {
    this.call = call;
    this.attributes = attributes;
    this.axis = axis;
    this.extent = call.shape(0).extent(axis);
    this.size = size;
    this.scale = scale;
    boolean region = attributes.crops() && call.has(1);
    this.start = region ? call.numbers(1).get(number) : 0;
    this.end = region ? call.numbers(1).get(count + number) : 1;
  }

  /// Where element `p` of the result lies in the operand.
  private double place(int p) {
    double exact = extent * scale;
    return switch (attributes.coordinates()) {
      case "asymmetric" -> p / scale;
      case "half_pixel" -> (p + 0.5) / scale - 0.5;
      case "pytorch_half_pixel" -> size > 1 ? (p + 0.5) / scale - 0.5 : 0;
      case "half_pixel_symmetric" -> extent / 2.0 * (1 - size / exact) + (p + 0.5) / scale - 0.5;
      case "align_corners" -> exact == 1 ? 0 : p * (extent - 1) / (exact - 1);
      case "tf_half_pixel_for_nn" -> (p + 0.5) / scale;
      case "tf_crop_and_resize" -> size > 1 ? start * (extent - 1) + p * (end - start) * (extent - 1) / (size - 1)
          : 0.5 * (start + end) * (extent - 1);
      default -> throw call.unsupported("the coordinates \"%s\"", attributes.coordinates());
    };
  }

  private boolean isOutside(int p) {
    double place = place(p);
    return place < 0 || place > extent - 1;
  }

  Node node(Node x) {
    int taps = taps();
    NdArray elements = NdArray.zeros(new TensorType(DType.I32, Shape.of(size, taps)));
    NdArray weights = NdArray.zeros(new TensorType(x.type().dtype(), Shape.of(size, taps)));
    for (int p = 0; p < size; p++) {
      fill(p, taps, elements, weights);
    }
    return taps == 1 ? picked(x, elements.reshaped(Shape.of(size))) : summed(x, elements, weights, taps);
  }

  /// How far from its place the elements lie that a result takes; antialiasing widens it where the result is smaller.
  private double reach() {
    double stretch = attributes.antialias() && scale < 1 ? 1 / scale : 1;
    return (attributes.mode() == InterpolationMode.CUBIC ? 2 : 1) * stretch;
  }

  private int taps() {
    return attributes.mode() == InterpolationMode.NEAREST ? 1 : (int) Math.min(2 * Math.ceil(reach()), 1 << 16);
  }

  private void fill(int p, int taps, NdArray elements, NdArray weights) {
    double place = place(p);
    if (taps == 1) {
      elements.set(p, Math.clamp((long) nearest(place), 0, extent - 1));
      return;
    }
    double first = Math.floor(place) - taps / 2 + 1;
    var each = new double[taps];
    double sum = 0;
    for (int t = 0; t < taps; t++) {
      double element = first + t;
      boolean counts = !attributes.excludesOutside() || element >= 0 && element < extent;
      each[t] = counts ? weight(place - element) : 0;
      sum += each[t];
    }
    for (int t = 0; t < taps; t++) {
      elements.set(p * taps + t, Math.clamp((long) (first + t), 0, extent - 1));
      weights.set(p * taps + t, each[t] / sum);
    }
  }

  private double weight(double distance) {
    double stretch = attributes.antialias() && scale < 1 ? scale : 1;
    double d = Math.abs(distance) * stretch;
    double a = attributes.cubic();
    if (attributes.mode() == InterpolationMode.LINEAR) {
      return Math.max(0, 1 - d);
    }
    if (d <= 1) {
      return ((a + 2) * d - (a + 3)) * d * d + 1;
    }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  }

  private double nearest(double place) {
    return switch (attributes.rounding()) {
      case "floor" -> Math.floor(place);
      case "ceil" -> Math.ceil(place);
      case "round_prefer_ceil" -> Math.floor(place + 0.5);
      default -> Math.ceil(place - 0.5);
    };
  }

  private Node picked(Node x, NdArray elements) {
    Shape shape = x.type().shape().with(axis, size);
    var map = new ArrayList<>(IndexExpr.vars(0, shape.rank()));
    map.set(axis, IndexExpr.load(1, List.of(IndexExpr.var(axis))));
    var structure = Structure.map(Elementwise.axes(shape), List.of(Access.of(0, map)), Scalar.read(0));
    return call.g().add(new Generic(structure, x.type().shaped(shape)), List.of(x, call.g().constant(elements)));
  }

  private Node summed(Node x, NdArray elements, NdArray weights, int taps) {
    Shape shape = x.type().shape().with(axis, size);
    var axes = new ArrayList<>(Elementwise.axes(shape));
    axes.add(Axis.of("t", taps));
    List<IndexExpr> entry = List.of(IndexExpr.var(axis), IndexExpr.var(shape.rank()));
    var map = new ArrayList<>(IndexExpr.vars(0, shape.rank()));
    map.set(axis, IndexExpr.load(1, entry));
    var structure = new Structure(axes, List.of(Access.of(0, map), Access.of(2, entry)), IndexExpr.vars(0, shape.rank()), Combine.SUM,
        Scalar.read(0).times(Scalar.read(1)));
    return call.g().add(new Generic(structure, x.type().shaped(shape)),
        List.of(x, call.g().constant(elements), call.g().constant(weights)));
  }

  /// `y` with the value of outside where the place in some dimension lies there.
  static Node extrapolated(OperatorCall call, ResizeAttributes attributes, Node y, Shape x, List<Integer> axes, List<Integer> sizes) {
    DType dtype = y.type().dtype();
    for (int k = 0; k < axes.size(); k++) {
      if (x.dim(axes.get(k)).perBatch()) {
        continue;
      }
      var resized = new ResizedAxis(call, attributes, axes.get(k), sizes.get(k), 1, k, axes.size());
      NdArray outside = NdArray.zeros(new TensorType(dtype, Shape.of(sizes.get(k))));
      for (int p = 0; p < sizes.get(k); p++) {
        outside.set(p, resized.isOutside(p) ? 1 : 0);
      }
      Shape shape = Shape.of(IntStream.range(axes.get(k), x.rank()).map(d -> 1).toArray()).with(0, sizes.get(k));
      Scalar body = Scalar.select(Scalar.read(1).compare(CompareFn.EQ, Scalar.constant(0)), Scalar.read(0),
          Scalar.constant(attributes.extrapolation()));
      y = call.map(dtype, body, y, call.g().constant(outside.reshaped(shape)));
    }
    return y;
  }
}
