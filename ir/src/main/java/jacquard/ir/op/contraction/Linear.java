package jacquard.ir.op.contraction;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.shape.Reshape;
import java.util.List;

/// `linear`: a dense layer, `y[…,o] = Σ k  x[…,k] · w[o,k]  (+ b[o])`.
///
/// Errors   `linear/features`: the last dimension of `x` and of `w` differ; `linear/bias`.
public record Linear() implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    if (in.size() != 3) {
      in.count(2);
    }
    in.floating(0, "x");
    in.sameType(0, 1);
    in.rankAtLeast(0, "x", 1);
    in.rank(1, "w", 2);
    Shape x = in.shape(0);
    Shape w = in.shape(1);
    int last = x.rank() - 1;
    if (!x.dim(last).equals(w.dim(1))) {
      throw in.error("features", "input and weights disagree on the number of features")
          .got("x %s  %s features", in.type(0), x.dim(last)).got("w %s  %s features", in.type(1), w.dim(1))
          .expected("x's last dimension equal to w's last dimension")
          .fix("flatten the input, or declare w as [%s,%s]", w.dim(0), x.dim(last)).build();
    }
    if (in.size() == 3 && !in.shape(2).equals(Shape.of(List.of(w.dim(0))))) {
      throw in.error("bias", "the bias has one element per output").got("b %s", in.type(2)).expected("[%s]", w.dim(0)).build();
    }
    return in.type(0).shaped(x.with(last, w.dim(0)));
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    Node rows = x.type().rank() > 1 ? x : g.add(new Reshape(x.type().shape().inserted(0, jacquard.ir.Dim.of(1))), x);
    Node y = g.add(new MatMul(), rows, MatMul.swapLast(inputs.get(1), g));
    if (x.type().rank() == 1) {
      y = g.add(new Reshape(y.type().shape().without(0)), y);
    }
    return inputs.size() == 3 ? g.add(new Add(), y, inputs.get(2)) : y;
  }
}
