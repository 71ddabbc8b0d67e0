package jacquard.ir.op;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Mul;
import java.util.List;

/// `dropout`: each element of `x` set to 0 with probability `rate`, the others scaled so that the expectation stays:
///
///     y[i] = x[i] · mask[i],    mask[i] = 0 where u(seed, stream, step, i) < rate, else 1 / (1 − rate)
///
/// `u` is [jacquard.ir.Philox#uniform24] of the row-major position of the element, the batch dimension included; `spatial`: of the position
/// of its map, so that a whole map (example and channel) is kept or dropped. The same mask serves the gradient.
///
/// Shapes   `x[N,C,…]`, `seed` and `step` `i64[]`; `y` like `x`.
/// Numerics the decisions are the same in `f32` and `f64`, on every thread count and vector width. NaN and infinities times 0 are NaN.
/// Errors   `dropout/operands`, `/rate`, `/dtype`, `/rank`.
/// Source   Srivastava et al. 2014, "Dropout", JMLR 15; spatial: Tompson et al. 2015, arXiv:1411.4280, section 3.2.
public record Dropout(double rate, int stream, boolean spatial) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(3);
    in.floating(0, "x");
    in.rankAtLeast(0, "x", spatial ? 2 : 0);
    TensorType number = new TensorType(DType.I64, Shape.SCALAR);
    if (!in.type(1).equals(number) || !in.type(2).equals(number)) {
      throw in.error("dtype", "seed and step are numbers").got("%s and %s", in.type(1), in.type(2)).expected("%s each", number).build();
    }
    if (!(rate >= 0 && rate < 1)) {
      throw in.error("rate", "the rate must lie in [0, 1)").got("%s", rate).fix("give the fraction that is dropped, such as 0.5").build();
    }
    return in.type(0);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    TensorType type = inputs.getFirst().type();
    return g.add(new Mul(), inputs.getFirst(), mask(type, inputs.get(1), inputs.get(2), g));
  }

  /// A nest of its own: drawing has no vector form, and what the mask multiplies shall keep its.
  private Node mask(TensorType type, Node seed, Node step, GraphBuilder g) {
    Shape shape = type.shape();
    for (int d = 2; spatial && d < shape.rank(); d++) {
      shape = shape.with(d, 1);
    }
    Scalar element = Scalar.constant(0);
    for (int d = 0; d < shape.rank(); d++) {
      element = element.times(new Scalar.Count(shape.dim(d))).plus(new Scalar.Index(IndexExpr.var(d)));
    }
    Scalar dropped = new Scalar.Random(stream, Scalar.read(0), Scalar.read(1), element).compare(CompareFn.LT, Scalar.constant(rate));
    Scalar body = Scalar.select(dropped, Scalar.constant(0), Scalar.constant(1 / (1 - rate)));
    List<Access> numbers = List.of(Access.of(0), Access.of(1));
    return g.add(new Generic(Structure.map(Elementwise.axes(shape), numbers, body), type.shaped(shape)), seed, step);
  }
}
