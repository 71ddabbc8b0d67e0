package jacquard.ir.op.contraction;

import jacquard.ir.Shape;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;

/// The loops of a convolution over `n, o, p0…` and, reduced, `c, r0…`.
final class ConvolutionLoops {
  private final Convolution op;
  private final Shape x;
  private final Shape w;
  private final Shape y;

  ConvolutionLoops(Convolution op, Operands in) {
    this.op = op;
    this.x = in.shape(0);
    this.w = in.shape(1);
    this.y = op.infer(in).shape();
  }

  Structure structure() {
    int d = op.spatialRank();
    var axes = new ArrayList<Axis>(List.of(new Axis("n", y.dim(0)), new Axis("o", y.dim(1))));
    for (int i = 0; i < d; i++) {
      axes.add(new Axis(Window.axisName("p", i, d), y.dim(2 + i)));
    }
    axes.add(new Axis("c", w.dim(1)));
    for (int i = 0; i < d; i++) {
      axes.add(new Axis(Window.axisName("r", i, d), w.dim(2 + i)));
    }
    IndexExpr n = IndexExpr.var(0);
    IndexExpr o = IndexExpr.var(1);
    IndexExpr c = IndexExpr.var(2 + d);
    if (op.groups() > 1) {
      c = o.floorDiv(y.dim(1).count() / op.groups()).times(w.dim(1).count()).plus(c);
    }
    if (op.batchGroups() > 1) {
      n = o.floorDiv(y.dim(1).count() / op.batchGroups()).times(x.dim(0).count() / op.batchGroups()).plus(n);
    }
    var readX = new ArrayList<IndexExpr>(List.of(n, c));
    var readW = new ArrayList<IndexExpr>(List.of(o, IndexExpr.var(2 + d)));
    Scalar value = Scalar.read(0);
    for (int i = 0; i < d; i++) {
      IndexExpr position = position(i);
      readX.add(position.floorDiv(op.inputDilation().get(i)));
      readW.add(IndexExpr.var(3 + d + i));
      IndexExpr between = position.mod(op.inputDilation().get(i));
      if (between.isConstant() && between.offset() != 0) {
        value = Scalar.constant(0); // every position falls between two elements
      } else if (!between.isConstant()) {
        value = Scalar.select(new Scalar.Index(between).compare(CompareFn.EQ, Scalar.constant(0)), value, Scalar.constant(0));
      }
    }
    return new Structure(axes, List.of(Access.of(0, readX), Access.of(1, readW)), IndexExpr.vars(0, 2 + d), Combine.SUM,
        value.times(Scalar.read(1)));
  }

  /// `p·stride + r·dilation − lo` in spatial dimension `i`.
  private IndexExpr position(int i) {
    int d = op.spatialRank();
    return IndexExpr.var(2 + i).times(op.stride().get(i)).plus(IndexExpr.var(3 + d + i).times(op.dilation().get(i)))
        .plus(-op.lo().get(i));
  }
}
