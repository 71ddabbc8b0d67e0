package jacquard.ir.onnx.read;

import com.google.common.math.IntMath;
import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.SamplePadding;
import java.util.ArrayList;
import java.util.List;

/// `GridSample` in all its modes: linear with zeros or the border outside is an op of ours; else positions in elements, reflected where
/// that is asked for, and the nearest element or, by the cubic of Keys, the four around each.
///
/// Source: the ONNX specification, opset 20; Keys 1981, equation 15 with a = −0.75
final class GridSampling {
  private static final double A = -0.75;
  private static final int CUBIC_TAPS = 4;
  private static final Scalar X = Scalar.read(0);
  private static final Scalar ZERO = Scalar.constant(0);
  private static final Scalar ONE = Scalar.constant(1);
  private static final Scalar TWO = Scalar.constant(2);

  private final OperatorCall call;
  private final Node x;
  private final Node grid;
  private final DType dtype;
  private final int rank;
  private final boolean corners;
  private final String padding;

  GridSampling(OperatorCall call) {
    this.call = call;
    this.x = call.node(0);
    this.grid = call.node(1);
    this.dtype = call.floating(0);
    this.rank = x.type().rank() - 2;
    this.corners = call.flag("align_corners");
    this.padding = call.text("padding_mode", "zeros");
  }

  Node node() {
    String mode = call.text("mode", "linear");
    return switch (mode) {
      case "linear", "bilinear" -> !padding.equals("reflection")
          ? call.add(new GridSample(padding.equals("border") ? SamplePadding.BORDER : SamplePadding.ZEROS, corners), x, grid)
          : sampled(2, false);
      case "nearest" -> sampled(1, true);
      case "cubic", "bicubic" -> sampled(CUBIC_TAPS, false);
      default -> throw call.unsupported("the mode \"%s\"", mode);
    };
  }

  /// The shape of the points, without their coordinates.
  private Shape points() {
    return grid.type().shape().without(grid.type().rank() - 1);
  }

  /// The sum over `taps` elements of each dimension, weighted by their distance.
  private Node sampled(int taps, boolean nearest) {
    var operands = new ArrayList<>(List.of(x));
    for (int k = 0; k < rank; k++) {
      Node position = position(k);
      operands.add(nearest ? call.map(dtype, even(), position) : position);
    }
    Shape shape = points().inserted(1, x.type().shape().dim(1));
    List<IndexExpr> point = new ArrayList<>(IndexExpr.vars(0, shape.rank()));
    point.remove(1);
    var reads = new ArrayList<Access>();
    for (int k = 0; k < rank; k++) {
      reads.add(Access.of(1 + k, point));
    }
    Scalar sum = ZERO;
    int all = IntMath.pow(taps, rank);
    for (int n = 0; n < all; n++) {
      var map = new ArrayList<>(IndexExpr.vars(0, 2));
      Scalar weight = ONE;
      for (int k = 0, rest = n; k < rank; k++, rest /= taps) {
        int offset = rest % taps - (taps - 1) / 2;
        int extent = x.type().shape().extent(2 + k);
        operands.add(element(operands.get(1 + k), offset, extent));
        map.add(IndexExpr.load(operands.size() - 1, point));
        weight = weight.times(taps == 1 ? ONE : weight(Scalar.read(k), offset, taps));
      }
      reads.add(Access.of(0, map));
      sum = sum.plus(Scalar.read(reads.size() - 1).times(weight));
    }
    return Generic.node(Structure.map(Elementwise.axes(shape), reads, sum), x.type().shaped(shape), operands, call.g());
  }

  /// The number of the element `offset` after the one below a position; of one outside, the one that stands for it.
  private Node element(Node position, int offset, int extent) {
    Scalar below = X.apply(UnaryFn.FLOOR).plus(Scalar.constant(offset));
    Scalar meant = switch (padding) {
      case "border" -> clamped(below, extent);
      case "reflection" -> clamped(reflected(below, extent), extent);
      default -> below;
    };
    return call.map(DType.I32, new Scalar.Cast(DType.I32, meant), position);
  }

  private static Scalar clamped(Scalar x, int extent) {
    return new Scalar.Binary(BinaryFn.MIN, new Scalar.Binary(BinaryFn.MAX, x, ZERO), Scalar.constant(extent - 1));
  }

  /// Mirrored at the centres of the outermost elements, or at their outer edges.
  private Scalar reflected(Scalar x, int extent) {
    double lo = corners ? 0 : -0.5;
    double span = corners ? extent - 1 : extent;
    if (span == 0) {
      return ZERO;
    }
    Scalar from = x.minus(Scalar.constant(lo)).apply(UnaryFn.ABS);
    Scalar turns = from.dividedBy(Scalar.constant(span)).apply(UnaryFn.FLOOR);
    Scalar rest = from.minus(turns.times(Scalar.constant(span)));
    Scalar odd = turns.minus(turns.dividedBy(TWO).apply(UnaryFn.FLOOR).times(TWO));
    return Scalar.select(odd.compare(CompareFn.EQ, ZERO), rest, Scalar.constant(span).minus(rest)).plus(Scalar.constant(lo));
  }

  /// Halves to the even number, as `nearest` rounds.
  private static Scalar even() {
    Scalar below = X.apply(UnaryFn.FLOOR);
    Scalar beyond = X.minus(below);
    Scalar half = Scalar.constant(0.5);
    Scalar odd = below.minus(below.times(half).apply(UnaryFn.FLOOR).times(TWO));
    return Scalar.select(beyond.compare(CompareFn.LT, half), below,
        Scalar.select(beyond.compare(CompareFn.GT, half), below.plus(ONE), below.plus(odd)));
  }

  private static Scalar weight(Scalar position, int offset, int taps) {
    Scalar beyond = position.minus(position.apply(UnaryFn.FLOOR));
    if (taps == 2) {
      return offset == 0 ? ONE.minus(beyond) : beyond;
    }
    Scalar d = beyond.minus(Scalar.constant(offset)).apply(UnaryFn.ABS);
    Scalar near = d.times(Scalar.constant(A + 2)).minus(Scalar.constant(A + 3)).times(d).times(d).plus(ONE);
    Scalar far = d.times(Scalar.constant(A)).minus(Scalar.constant(5 * A)).times(d).plus(Scalar.constant(8 * A)).times(d)
        .minus(Scalar.constant(4 * A));
    return offset == 0 || offset == 1 ? near : far;
  }

  /// Where along dimension `k` of the elements the points lie; coordinates stand in the grid with the last dimension's first.
  private Node position(int k) {
    int extent = x.type().shape().extent(2 + k);
    Shape points = points();
    var map = new ArrayList<>(IndexExpr.vars(0, points.rank()));
    map.add(IndexExpr.of(rank - 1 - k));
    Scalar at = X.plus(ONE).times(Scalar.constant((corners ? extent - 1 : extent) / 2.0)).minus(Scalar.constant(corners ? 0 : 0.5));
    boolean inside = !call.text("mode", "linear").endsWith("cubic");
    Scalar meant = !inside ? at : switch (padding) {
      case "border" -> clamped(at, extent);
      case "reflection" -> clamped(reflected(at, extent), extent);
      default -> at;
    };
    var structure = Structure.map(Elementwise.axes(points), List.of(Access.of(0, map)), meant);
    return call.add(new Generic(structure, grid.type().shaped(points)), grid);
  }
}
