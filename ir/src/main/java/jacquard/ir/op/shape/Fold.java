package jacquard.ir.op.shape;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `fold` (col2im): columns put back as windows and added where they overlap, `x[N, C·ΠR, ΠP] -> y[N, C, size…]`, the transpose of
/// [Unfold]:
///
///     y[n, c, p·stride + r·dilation − lo …] += x[n, (c·R + r)·S + s, p·Q + q]
///
/// Errors   `fold/rank`, `/attributes`, `/padding`, `/empty-output`, `/too-large`, `/channels`, `/columns`.
public record Fold(Window window, List<Integer> size) implements StructuredOp {
  public Fold {
    size = List.copyOf(size);
  }

  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    in.floating(0, "x");
    in.rank(0, "x", 3);
    int taps = in.product("the elements of a window", window.kernel());
    Shape x = in.shape(0);
    if (x.dim(1).perBatch() || taps < 1 || x.extent(1) % taps != 0) {
      throw in.error("channels", "the rows are no whole number of windows").got("x %s, %d elements a window", in.type(0), taps)
          .expected("a multiple of %d in dimension 1", taps).build();
    }
    if (size.size() != window.rank() || size.stream().anyMatch(s -> s < 1)) {
      throw in.error("attributes", "the size does not fit the windows").got("size %s, windows %s", size, window)
          .expected("one extent of at least 1 per spatial dimension").build();
    }
    Shape y = Shape.of(List.of(x.dim(0), Dim.of(x.extent(1) / taps)));
    for (int d = 0; d < size.size(); d++) {
      y = y.inserted(2 + d, Dim.of(size.get(d)));
    }
    Shape windows = window.positions(new Operands(this, List.of(in.type(0).shaped(y)), in.loc()));
    int columns = in.product("the windows", Unfold.extents(Unfold.spatial(windows)));
    if (!x.dim(2).equals(Dim.of(columns))) {
      throw in.error("columns", "there is not one column per window")
          .got("x %s, %s windows in %s", in.type(0), Unfold.spatial(windows), size).expected("%d columns", columns).build();
    }
    return in.type(0).shaped(y);
  }

  /// The axes `n, c, r…, p…`.
  @Override
  public Structure structure(Operands in) {
    Shape y = infer(in).shape();
    int rank = window.rank();
    List<Integer> windows = window.extents(Unfold.spatial(y));
    var axes = new ArrayList<Axis>(List.of(new Axis("n", y.dim(0)), new Axis("c", y.dim(1))));
    var write = new ArrayList<>(IndexExpr.vars(0, 2));
    IndexExpr row = IndexExpr.var(1);
    IndexExpr column = IndexExpr.ZERO;
    for (int d = 0; d < rank; d++) {
      axes.add(Axis.of(Window.axisName("r", d, rank), window.kernel().get(d)));
      row = row.times(window.kernel().get(d)).plus(IndexExpr.var(2 + d));
    }
    for (int d = 0; d < rank; d++) {
      axes.add(Axis.of(Window.axisName("p", d, rank), windows.get(d)));
      IndexExpr p = IndexExpr.var(2 + rank + d);
      column = column.times(windows.get(d)).plus(p);
      write.add(p.times(window.stride().get(d)).plus(IndexExpr.var(2 + d).times(window.dilation().get(d))).plus(-window.lo().get(d)));
    }
    Combine combine = WriteForm.writesOnce(write, axes) ? Combine.ASSIGN : Combine.SUM;
    return new Structure(axes, List.of(Access.of(0, IndexExpr.var(0), row, column)), write, combine, Scalar.read(0));
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return List.of(g.add(new Unfold(window), dy));
  }
}
