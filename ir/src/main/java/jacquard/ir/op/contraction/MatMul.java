package jacquard.ir.op.contraction;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `mat_mul`: `y[…,m,n] = Σ k  a[…,m,k] · b[…,k,n]`.
///
/// Shapes   the dimensions before the last two broadcast.
/// Errors   `mat_mul/rank`, `mat_mul/inner`, `mat_mul/broadcast`, `mat_mul/dtype`.
public record MatMul() implements Contraction {
  @Override
  public TensorType infer(Operands in) {
    in.count(2);
    DType dtype = in.floating(0, "a");
    in.sameType(0, 1);
    in.rankAtLeast(0, "a", 2);
    in.rankAtLeast(1, "b", 2);
    Shape a = in.shape(0);
    Shape b = in.shape(1);
    Dim inner = a.dim(a.rank() - 1);
    if (!inner.equals(b.dim(b.rank() - 2))) {
      throw in.error("inner", "the inner dimensions differ").got("a %s  k = %s", in.type(0), inner)
          .got("b %s  k = %s", in.type(1), b.dim(b.rank() - 2)).expected("a's last dimension equal to b's last but one").build();
    }
    Shape outer = outer(in);
    return new TensorType(dtype, outer.inserted(outer.rank(), a.dim(a.rank() - 2)).inserted(outer.rank() + 1, b.dim(b.rank() - 1)));
  }

  private Shape outer(Operands in) {
    var types = in.types().stream().map(t -> t.shaped(t.shape().slice(0, t.rank() - 2))).toList();
    return new Operands(this, types, in.loc()).broadcast();
  }

  @Override
  public Structure structure(Operands in) {
    Shape outer = outer(in);
    int r = outer.rank();
    Shape a = in.shape(0);
    Shape b = in.shape(1);
    var axes = new ArrayList<Axis>();
    for (int d = 0; d < r; d++) {
      axes.add(new Axis("b" + d, outer.dim(d)));
    }
    axes.add(new Axis("m", a.dim(a.rank() - 2)));
    axes.add(new Axis("n", b.dim(b.rank() - 1)));
    axes.add(new Axis("k", a.dim(a.rank() - 1)));
    var readA = new ArrayList<>(Elementwise.broadcastMap(a.slice(0, a.rank() - 2), outer));
    readA.addAll(List.of(IndexExpr.var(r), IndexExpr.var(r + 2)));
    var readB = new ArrayList<>(Elementwise.broadcastMap(b.slice(0, b.rank() - 2), outer));
    readB.addAll(List.of(IndexExpr.var(r + 2), IndexExpr.var(r + 1)));
    return new Structure(axes, List.of(Access.of(0, readA), Access.of(1, readB)), IndexExpr.vars(0, r + 2), Combine.SUM,
        Scalar.read(0).times(Scalar.read(1)));
  }

  /// `da = dy·bᵀ`, `db = aᵀ·dy`, summed over broadcast dimensions.
  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    Node a = self.input(0);
    Node b = self.input(1);
    Node da = g.add(this, dy, swapLast(b, g));
    Node db = g.add(this, swapLast(a, g), dy);
    return List.of(BroadcastTo.summed(da, a.type().shape(), g),
        BroadcastTo.summed(db, b.type().shape(), g));
  }

  /// `x` with its last two dimensions exchanged.
  static Node swapLast(Node x, GraphBuilder g) {
    int rank = x.type().rank();
    var order = new ArrayList<Integer>();
    for (int d = 0; d < rank - 2; d++) {
      order.add(d);
    }
    order.addAll(List.of(rank - 1, rank - 2));
    return g.add(new Transpose(order), x);
  }
}
