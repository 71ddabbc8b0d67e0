package jacquard.ir.op.normalization;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reshape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `log_sum_exp`: `y = m + ln Σ e^(x − m)` along `axes`, with `m = max x`, or 0 where that is infinite.
///
/// Shapes   as the reductions. Numerics of infinite elements, all -∞ give -∞, and any +∞ gives +∞.
public record LogSumExp(List<Integer> axes, boolean keep) implements CompositeOp {
  public LogSumExp {
    axes = List.copyOf(axes);
  }

  @Override
  public TensorType infer(Operands in) {
    return new ReduceSum(axes, keep).infer(in);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Node max = g.add(new ReduceMax(axes, true), x);
    Scalar infinite = Scalar.read(0).apply(UnaryFn.ABS).compare(CompareFn.EQ, Scalar.constant(Double.POSITIVE_INFINITY));
    Node shift = Map.node(Scalar.select(infinite, Scalar.constant(0), Scalar.read(0)), x.type().dtype(), List.of(max), g);
    Node exp = Map.node(Scalar.read(0).minus(Scalar.read(1)).apply(UnaryFn.EXP), x.type().dtype(), List.of(x, shift), g);
    Node sum = g.add(new ReduceSum(axes, true), exp);
    Node y = Map.node(Scalar.read(0).apply(UnaryFn.LOG).plus(Scalar.read(1)), x.type().dtype(), List.of(sum, shift), g);
    Shape result = new ReduceSum(axes, keep).infer(new Operands(this, List.of(x.type()), g.loc())).shape();
    return keep ? y : g.add(new Reshape(result), y);
  }

  /// `dx = dy · e^(x − y)`.
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Node x = self.input(0);
    Scalar slope = Scalar.read(0).times(Scalar.read(1).minus(Scalar.read(2)).apply(UnaryFn.EXP));
    return List.of(Map.node(slope, x.type().dtype(), List.of(Reshape.kept(dy, x, axes, g), x, Reshape.kept(self, x, axes, g)), g));
  }
}
