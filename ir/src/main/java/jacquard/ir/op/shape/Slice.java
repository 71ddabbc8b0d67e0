package jacquard.ir.op.shape;

import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.IndexExpr;
import java.util.List;

/// `slice`: every `step`-th element of `[lo, hi)` along dimension `axis`, whose extent is fixed.
///
/// Errors   `slice/axis`, `slice/range`.
public record Slice(int axis, int lo, int hi, int step) implements View {
  @Override
  public TensorType infer(Operands in) {
    in.count(1);
    int d = in.axis(0, axis);
    if (in.shape(0).dim(d).perBatch() || lo < 0 || hi > in.shape(0).extent(d) || lo >= hi || step < 1) {
      throw in.error("range", "the range lies outside the dimension or is empty")
          .got("[%d, %d) step %d of %s of %s", lo, hi, step, in.dimension(axis), in.type(0))
          .expected("0 <= from < to <= the extent, step >= 1").build();
    }
    return in.type(0).shaped(in.shape(0).with(d, Math.ceilDiv(hi - lo, step)));
  }

  @Override
  public List<IndexExpr> source(Shape from, Shape to) {
    var source = new java.util.ArrayList<>(IndexExpr.vars(0, to.rank()));
    source.set(axis, IndexExpr.var(axis).times(step).plus(lo));
    return source;
  }
}
