package jacquard.ir.op.normalization;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `local_response_norm`: each element of `x[N,C,…]` divided by a power of the squares at its position in `size` channels around it:
///
///     y[n,c,…] = x[n,c,…] · (k + α' · Σ j < size  x[n, c + j − ⌊size/2⌋, …]²)^(−β)
///
/// `α' = α / size` with `divideBySize`, as PyTorch and Caffe have it, else `α`, as the paper has it. Channels outside count as 0.
/// Numerics squares are summed in a unit in which those of large elements do not overflow: what is representable of the result is right.
/// Errors   `local_response_norm/rank`, `/size`, `/alpha`, `/beta`, `/k`.
/// Source: Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep convolutional neural networks", section 3.3
/// (size 5, α = 1e-4, β = 0.75, k = 2).
public record LocalResponseNorm(int size, double alpha, double beta, double k, boolean divideBySize) implements Normalization {
  private static final int F32_ROOM = 100;
  private static final int F64_ROOM = 800;

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    Normalization.common(in, 2, 0);
    if (size < 1 || in.shape(0).dim(1).perBatch()) {
      throw in.error("size", "the window must hold a channel").got("size %d for x %s", size, in.type(0)).expected("at least 1").build();
    }
    requireFinite(in, "alpha", alpha);
    requireFinite(in, "beta", beta);
    requireFinite(in, "k", k);
    return in.type(0);
  }

  private static void requireFinite(Operands in, String what, double value) {
    if (!Double.isFinite(value)) {
      throw in.error(what, "%s is no finite number", what).got("%s = %s", what, value)
          .expected("numbers such as alpha = 1e-4, beta = 0.75 and k = 1").build();
    }
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    DType dtype = x.type().dtype();
    // In this order, as the power alone may be too small a number where x is large.
    return map(Scalar.read(0).times(power(Scalar.read(1), dtype)).times(Scalar.constant(powerOfUnit(dtype))), g, x, squares(x, g));
  }

  /// With `b` the base of the power, which is taken once:
  ///
  ///     dx[c] = dy[c] · b[c]^(−β) − 2·α'·β · x[c] · Σ j  (dy · y / b)[c + ⌊size/2⌋ − j]
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Node x = self.input(0);
    DType dtype = x.type().dtype();
    double unit = unit(dtype);
    Node squares = squares(x, g);
    Node parts = map(Scalar.read(0).times(Scalar.read(1)).dividedBy(base(Scalar.read(2), dtype)), g, dy, self, squares);
    Node shared = windows(parts, Scalar.read(0), -1, size / 2, g);
    Scalar direct = Scalar.read(0).times(power(Scalar.read(1), dtype).times(Scalar.constant(powerOfUnit(dtype))));
    Scalar through = Scalar.read(2).times(Scalar.read(3)).times(Scalar.constant(2 * weight() * beta * unit * unit));
    return List.of(map(direct.minus(through), g, dy, squares, x, shared));
  }

  private static Node map(Scalar body, GraphBuilder g, Node... operands) {
    return Map.node(body, operands[0].type().dtype(), List.of(operands), g);
  }

  private double weight() {
    return divideBySize ? alpha / size : alpha;
  }

  /// The base of the power times `unit²`, of the sum of `(unit · x)²`.
  private Scalar base(Scalar squares, DType dtype) {
    double unit = unit(dtype);
    return squares.times(Scalar.constant(weight())).plus(Scalar.constant(k * unit * unit));
  }

  /// `b^(−β) / powerOfUnit`.
  private Scalar power(Scalar squares, DType dtype) {
    return new Scalar.Binary(BinaryFn.POW, base(squares, dtype), Scalar.constant(-beta));
  }

  private double powerOfUnit(DType dtype) {
    return StrictMath.pow(unit(dtype), 2 * beta);
  }

  /// A power of two under which squares neither overflow nor lose digits that matter beside `k`, nor do slopes of power and quotient
  /// overflow where the base is `k` alone; of an even exponent, which leaves roots of roots their bits. In f32 with the paper's settings it
  /// is 2⁻²⁴, and elements may be as large as 10²⁶.
  private double unit(DType dtype) {
    int room = dtype == DType.F32 ? F32_ROOM : F64_ROOM;
    if (!(k > 0 && weight() > 0 && beta > 0)) {
      return 1;
    }
    int level = Math.getExponent(k);
    double bySmallest = room + Math.min(level, level - Math.getExponent(weight()));
    double twice = Math.min(Math.min(room, bySmallest), room / Math.max(2, beta + 1) + level);
    return Math.scalb(1.0, -2 * Math.max((int) twice / 4, 0));
  }

  private Node squares(Node x, GraphBuilder g) {
    Scalar scaled = Scalar.read(0).times(Scalar.constant(unit(x.type().dtype())));
    return windows(x, scaled.times(scaled), 1, -(size / 2), g);
  }

  /// `Σ j < size  body(x[n, c + sign·j + first, …])`.
  private Node windows(Node x, Scalar body, int sign, int first, GraphBuilder g) {
    Shape shape = x.type().shape();
    int rank = shape.rank();
    var axes = new ArrayList<>(Elementwise.axes(shape));
    axes.add(new Axis("j", Dim.of(size)));
    var read = new ArrayList<>(IndexExpr.vars(0, rank));
    read.set(1, IndexExpr.var(1).plus(IndexExpr.var(rank).times(sign)).plus(first));
    var structure = new Structure(axes, List.of(Access.of(0, read)), IndexExpr.vars(0, rank), Combine.SUM, body);
    return g.add(new Generic(structure, x.type()), x);
  }
}
