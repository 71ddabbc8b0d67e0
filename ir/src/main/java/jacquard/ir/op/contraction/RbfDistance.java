package jacquard.ir.op.contraction;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;

/// `rbf_distance`: the squared distance of each row of `x[N,J]` to each code of `w[C,J]`: `y[n,i] = Σ j  (x[n,j] − w[i,j])²`.
///
/// Numerics the differences are squared, not the product expanded, so that small distances keep their digits.
/// Errors   `rbf_distance/rank`, `/features`.
/// Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", equation 7.
public record RbfDistance() implements CompositeOp {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    in.floating(0, "x");
    in.sameType(0, 1);
    in.rank(0, "x", 2);
    in.rank(1, "w", 2);
    if (!in.shape(0).dim(1).equals(in.shape(1).dim(1))) {
      throw in.error("features", "input and codes disagree on the number of features").got("x %s", in.type(0)).got("w %s", in.type(1))
          .expected("x's last dimension equal to w's").build();
    }
    return in.type(0).shaped(Shape.of(List.of(in.shape(0).dim(0), in.shape(1).dim(0))));
  }

  @Override
  public Node expand(List<Node> inputs, GraphBuilder g) {
    Shape x = inputs.get(0).type().shape();
    Dim codes = inputs.get(1).type().shape().dim(0);
    IndexExpr n = IndexExpr.var(0);
    IndexExpr i = IndexExpr.var(1);
    IndexExpr j = IndexExpr.var(2);
    Scalar difference = Scalar.read(0).minus(Scalar.read(1));
    var structure = new Structure(List.of(new Axis("n", x.dim(0)), new Axis("i", codes), new Axis("j", x.dim(1))),
        List.of(Access.of(0, n, j), Access.of(1, i, j)), List.of(n, i), Combine.SUM, difference.times(difference));
    return g.add(new Generic(structure, inputs.getFirst().type().shaped(Shape.of(List.of(x.dim(0), codes)))), inputs);
  }
}
