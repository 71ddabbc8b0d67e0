package jacquard.ir.op;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import java.util.List;

/// `lp_pool`: the `p`-norm of each window, `y = (Σ xᵖ)^(1/p)`, padding counting as 0.
///
/// Numerics no absolute value is taken and no epsilon added, as in PyTorch: with an odd `p` a negative sum gives NaN, and the gradient of
/// a window of zeros is not finite. `p = 2` squares and takes the square root.
/// Source: Sermanet, Chintala, LeCun 2012, arXiv:1204.3968, section 2.2.
/// Errors   `lp_pool/norm`, and those of `sum_pool`.
public record LpPool(double p, Window window) implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    if (!(p > 0) || Double.isInfinite(p)) {
      throw in.error("norm", "there is no such norm").got("p = %s", p).expected("p > 0").fix("use max_pool for the largest value").build();
    }
    in.count(1);
    in.floating(0, "x");
    return in.type(0).shaped(window.output(in));
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Node x = inputs.getFirst();
    if (p == 1) {
      return g.add(new SumPool(window), x);
    }
    if (p == 2) {
      return g.add(new Sqrt(), g.add(new SumPool(window), g.add(new Square(), x)));
    }
    return power(g.add(new SumPool(window), power(x, p, g)), 1 / p, g);
  }

  private static Node power(Node x, double exponent, GraphBuilder g) {
    DType dtype = x.type().dtype();
    return Map.node(new Scalar.Binary(BinaryFn.POW, Scalar.read(0), Scalar.constant(exponent)), dtype, List.of(x), g);
  }
}
