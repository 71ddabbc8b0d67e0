package jacquard.ir.op.index;

import jacquard.ir.DType;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Map;
import java.util.ArrayList;
import java.util.List;

/// Reads between elements: `x` at fractional positions as the weighted mean of its `2ᵈ` neighbours, 0 outside.
///
///     y = Σ over corners e ∈ {0,1}ᵈ  x[…, ⌊p_0⌋ + e_0, …, ⌊p_d⌋ + e_d] · Π k  (e_k = 1 ? t_k : 1 − t_k),    t_k = p_k − ⌊p_k⌋
///
/// The positions are operands, and so are their integer parts, from which the indices are loaded. The derivative by a position is that of
/// the weights.
public final class LinearSampling {
  private final List<Access> reads = new ArrayList<>();
  private final List<Node> operands = new ArrayList<>();
  private Scalar body = Scalar.constant(0);

  /// Samples `x` where `leading` gives the first indices and element `point` of `positions` the spatial ones, all over common axes.
  public LinearSampling(Node x, List<IndexExpr> leading, List<Node> positions, List<IndexExpr> point, GraphBuilder g) {
    int d = positions.size();
    operands.add(x);
    operands.addAll(positions);
    for (int k = 0; k < d; k++) {
      Scalar floor = new Scalar.Cast(DType.I32, Scalar.read(0).apply(UnaryFn.FLOOR));
      operands.add(Map.node(floor, DType.I32, List.of(positions.get(k)), g));
      reads.add(Access.of(1 + k, point));
    }
    for (int corner = 0; corner < 1 << d; corner++) {
      var map = new ArrayList<>(leading);
      Scalar weight = Scalar.constant(1);
      for (int k = 0; k < d; k++) {
        boolean upper = (corner >> (d - 1 - k) & 1) == 1;
        map.add(IndexExpr.load(1 + d + k, point).plus(upper ? 1 : 0));
        Scalar beyond = Scalar.read(k).minus(Scalar.read(k).apply(UnaryFn.FLOOR));
        weight = weight.times(upper ? beyond : Scalar.constant(1).minus(beyond));
      }
      reads.add(Access.of(0, map));
      body = body.plus(Scalar.read(reads.size() - 1).times(weight));
    }
  }

  /// The samples times `factor`, read at `map`.
  public void scale(Node factor, List<IndexExpr> map) {
    reads.add(Access.of(operands.size(), map));
    operands.add(factor);
    body = body.times(Scalar.read(reads.size() - 1));
  }

  /// The samples over `axes`, one element of a result of type `type` each.
  public Node node(List<Axis> axes, TensorType type, GraphBuilder g) {
    return g.add(new Generic(Structure.map(axes, reads, body), type), operands);
  }
}
