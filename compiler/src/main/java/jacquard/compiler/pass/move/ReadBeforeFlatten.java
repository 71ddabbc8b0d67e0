package jacquard.compiler.pass.move;

import jacquard.compiler.cost.Worth;
import jacquard.compiler.pass.Numerics;
import jacquard.compiler.pass.Outcome;
import jacquard.compiler.pass.RewriteRule;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.Shape;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// mat_mul(reshape(x[N,C,H…]), W)  =>  y[n,o] = Σ c,h…  x[n,c,h…] · W'[o,c,h…], for constants `W`
///
/// A dense layer after a flattening as a convolution with a kernel as large as the image: it reads `x` in the layout its producer
/// writes, channels in blocks, where flattened features would have to be copied into order first. `W'` is `W` with its features unfolded,
/// the same numbers in the same order.
///
/// Guards: `x` is computed, since inputs lie flat as they are; there is more than one pixel, or the reshape moves nothing. With a remark:
/// the weights are a constant, or a constant transposed; there are few outputs, or the copy is too small a part of the work.
///
/// Order: after FoldConstants, which makes the weights one constant; before the fusions.
public final class ReadBeforeFlatten implements RewriteRule {
  @Override
  public String does() {
    return "lets a dense layer read the maps before a flattening, as a convolution of their size";
  }

  @Override
  public Numerics numerics() {
    return Numerics.reassociates(1, "the same products summed in the order of a convolution: channels within pixels");
  }

  @Override
  public Outcome apply(Node node, Rewriter rw) {
    if (!(node.op() instanceof MatMul)) {
      return Outcome.NO_MATCH;
    }
    Node flat = node.input(0);
    if (!(flat.op() instanceof Reshape) || flat.type().rank() != 2 || node.input(1).type().rank() != 2 || !flattens(flat)) {
      return Outcome.NO_MATCH;
    }
    Node x = flat.input(0);
    Node w = node.input(1);
    boolean transposed = w.op() instanceof Transpose;
    Constant weights = constant(transposed ? w.input(0) : w);
    if (weights == null) {
      return rw.miss(node, "has weights that are no constant, which lie as the optimiser wants them");
    }
    if (node.type().shape().extent(1) > Worth.OUTPUTS_OF_MAPS) {
      return rw.miss(node, "has more than %d outputs, beside which a copy of its features weighs little", Worth.OUTPUTS_OF_MAPS);
    }
    Shape features = x.type().shape().slice(1, x.type().rank());
    int o = transposed ? 0 : features.rank();
    Shape unfolded = features.inserted(o, node.type().shape().dim(1));
    Node kernel = rw.add(new Constant(weights.data().reshaped(unfolded)), List.of(), w.loc());
    return rw.replace(List.of(flat, node), new Generic(sum(x.type().shape(), unfolded, o), node.type()), List.of(x, kernel));
  }

  /// Whether all dimensions but the first become one, and more than the channels are longer than 1.
  private static boolean flattens(Node flat) {
    Shape from = flat.input(0).type().shape();
    return !(flat.input(0).op() instanceof LeafOp) && from.rank() > 2 && from.dim(0).equals(flat.type().shape().dim(0))
        && !from.slice(1, from.rank()).isBatched() && from.slice(2, from.rank()).size() > 1 && from.extent(1) > 1;
  }

  private static @Nullable Constant constant(Node node) {
    return node.op() instanceof Constant c ? c : null;
  }

  private static Structure sum(Shape x, Shape kernel, int o) {
    var axes = new ArrayList<>(List.of(new Axis("n", x.dim(0)), new Axis("o", kernel.dim(o))));
    var readX = new ArrayList<>(List.of(IndexExpr.var(0)));
    var readW = new ArrayList<IndexExpr>();
    for (int d = 1; d < x.rank(); d++) {
      IndexExpr axis = IndexExpr.var(axes.size());
      axes.add(new Axis(d == 1 ? "c" : "h" + (d - 2), x.dim(d)));
      readX.add(axis);
      readW.add(axis);
    }
    readW.add(o, IndexExpr.var(1));
    return new Structure(axes, List.of(Access.of(0, readX), Access.of(1, readW)), IndexExpr.vars(0, 2), Combine.SUM,
        Scalar.read(0).times(Scalar.read(1)));
  }
}
