package jacquard.ir.op.normalization;

import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `softmax`: `y = e^(x − max x) / Σ e^(x − max x)` along dimension `axis`.
///
/// Source: Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs", equation 5.
public record Softmax(int axis) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    in.axis(0, axis);
    return in.type(0);
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Node max = g.add(new ReduceMax(List.of(axis), true), x);
    Scalar shifted = Scalar.read(0).minus(Scalar.read(1)).apply(UnaryFn.EXP);
    Node exp = Map.node(shifted, x.type().dtype(), List.of(x, max), g);
    Node sum = g.add(new ReduceSum(List.of(axis), true), exp);
    return g.add(new Div(), exp, sum);
  }

  /// `dx = y ⊙ (dy − Σ dy·y)`.
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Node sum = g.add(new ReduceSum(List.of(axis), true), g.add(new Mul(), dy, self));
    return List.of(g.add(new Mul(), self, g.add(new Sub(), dy, sum)));
  }
}
