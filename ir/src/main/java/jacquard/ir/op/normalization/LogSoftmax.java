package jacquard.ir.op.normalization;

import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceSum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `log_softmax`: `y = x − max x − ln Σ e^(x − max x)` along dimension `axis`.
public record LogSoftmax(int axis) implements CompositeOp {
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
    Node shifted = g.add(new Sub(), x, max);
    Node sum = g.add(new ReduceSum(List.of(axis), true), g.add(new Exp(), shifted));
    return Map.node(Scalar.read(0).minus(Scalar.read(1).apply(UnaryFn.LOG)), x.type().dtype(), List.of(shifted, sum), g);
  }

  /// `dx = dy − eʸ ⊙ Σ dy`.
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Node sum = g.add(new ReduceSum(List.of(axis), true), dy);
    Scalar slope = Scalar.read(0).minus(Scalar.read(1).apply(UnaryFn.EXP).times(Scalar.read(2)));
    return List.of(Map.node(slope, self.type().dtype(), List.of(dy, self, sum), g));
  }
}
