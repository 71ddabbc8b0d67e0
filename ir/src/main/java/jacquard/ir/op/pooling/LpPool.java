package jacquard.ir.op.pooling;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.StopGradient;
import jacquard.ir.op.shape.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `lp_pool`: the `p`-norm of each window, `y = (Σ xᵖ)^(1/p)`, padding counting as 0.
///
/// Numerics powers are taken of the elements divided by the largest magnitude of their window, squares of elements in [SquareRange], so
///          that norms are right wherever they can be represented. As in PyTorch no absolute value is taken, so that with an odd `p` a
///          negative sum gives NaN, and no gradient flows where the norm is 0.
/// Source: Sermanet, Chintala, LeCun 2012, arXiv:1204.3968, section 2.2.
/// Errors   `lp_pool/norm`, and those of `sum_pool`.
public record LpPool(double p, Window window) implements CompositeOp {
  private static final Scalar ZERO = Scalar.constant(0);

  @Override
  public TensorType infer(Operands in) {
    if (!(p > 0) || Double.isInfinite(p)) {
      throw in.error("norm", "there is no such norm").got("p = %s", p).expected("a finite p > 0")
          .fix("maxPool(window) takes the largest value, which the norm of an infinite p is").build();
    }
    in.count(1);
    in.floating(0, "x");
    return in.type(0).shaped(window.output(in));
  }

  /// `y = m · (Σ (x/m)ᵖ)^(1/p)`, where `m` makes no difference and so lets no gradient through.
  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    if (p == 1) {
      return g.add(new SumPool(window), x);
    }
    TensorType type = infer(new Operands(this, List.of(x.type()), g.loc()));
    Node largest = g.add(new StopGradient(), pooled(type, Combine.MAX, Scalar.read(0).apply(UnaryFn.ABS), List.of(x), g));
    Scalar m = Scalar.read(1);
    Scalar squared = Scalar.read(0).times(SquareRange.scale(m, type.dtype()));
    Scalar term = p == 2 ? squared.times(squared) : power(shareOf(m, type.dtype()), p);
    Node sum = pooled(type, Combine.SUM, term, List.of(x, largest), g);
    Scalar root = p == 2 ? Scalar.read(0).apply(UnaryFn.SQRT).times(SquareRange.inverse(m, type.dtype()))
        : power(Scalar.read(0), 1 / p).times(divisor(m, type.dtype()));
    return Map.node(Scalar.select(Scalar.read(0).compare(CompareFn.EQ, ZERO), ZERO, root), type.dtype(), List.of(sum, largest), g);
  }

  /// `dx = Σ over windows of dy · (x/y)^(p−1)`, 0 where `y` is.
  @Override
  public @Nullable List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    if (p == 1) {
      return null;
    }
    Node x = self.input(0);
    List<IndexExpr> at = IndexExpr.vars(0, 2 + window.rank());
    Scalar y = Scalar.read(1);
    Scalar part = Scalar.read(0).dividedBy(y);
    Scalar slope = Scalar.read(2).times(p == 2 ? part : power(part, p - 1));
    var axes = window.axes(self.type().shape());
    Combine combine = WriteForm.writesOnce(window.read(), axes) ? Combine.ASSIGN : Combine.SUM;
    var structure = new Structure(axes, List.of(Access.of(0, window.read()), Access.of(1, at), Access.of(2, at)), window.read(), combine,
        Scalar.select(y.compare(CompareFn.EQ, ZERO), ZERO, slope));
    return List.of(g.add(new Generic(structure, x.type()), x, self, dy));
  }

  /// `body` of each element of a window, and of a number of that window's where there is one, combined over the windows.
  private Node pooled(TensorType type, Combine combine, Scalar body, List<Node> operands, GraphBuilder g) {
    List<IndexExpr> at = IndexExpr.vars(0, 2 + window.rank());
    Access element = Access.of(0, window.read());
    List<Access> reads = operands.size() == 1 ? List.of(element) : List.of(element, Access.of(1, at));
    return g.add(new Generic(new Structure(window.axes(type.shape()), reads, at, combine, body), type), operands);
  }

  /// `x / m`. A negative number, whose power is none where `p` is no whole number, stays as it is, for its share may be rounded to 0.
  private Scalar shareOf(Scalar m, DType dtype) {
    Scalar share = Scalar.read(0).dividedBy(divisor(m, dtype));
    return p == Math.rint(p) ? share : Scalar.select(Scalar.read(0).compare(CompareFn.LT, ZERO), Scalar.read(0), share);
  }

  /// `largest`, or 1 where elements divided by it would be no numbers.
  private static Scalar divisor(Scalar largest, DType dtype) {
    Scalar positive = largest.compare(CompareFn.GT, ZERO);
    Scalar finite = largest.compare(CompareFn.LE, Scalar.constant(dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE));
    return Scalar.select(new Scalar.Binary(BinaryFn.AND, positive, finite), largest, Scalar.constant(1));
  }

  private static Scalar power(Scalar x, double exponent) {
    return new Scalar.Binary(BinaryFn.POW, x, Scalar.constant(exponent));
  }
}
