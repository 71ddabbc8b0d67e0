package jacquard.ir.op.pooling;

import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;

/// `adaptive_avg_pool`: the means of windows that divide the input into `size` positions, `x[N,C,H…] -> y[N,C,size…]`; window `p` is
/// `[⌊p·H/P⌋, ⌈(p + 1)·H/P⌉)`, so neighbours may overlap.
///
/// Errors   `adaptive_avg_pool/rank`, `/size`.
public record AdaptiveAvgPool(List<Integer> size) implements AdaptivePooling {
  public AdaptiveAvgPool {
    size = List.copyOf(size);
  }

  @Override
  public Structure structure(Operands in) {
    var window = new AdaptiveWindow(size, in.shape(0));
    Scalar count = window.count();
    Scalar weight = count instanceof Scalar.Const(double v) ? Scalar.constant(1 / v) : Scalar.constant(1).dividedBy(count);
    return new Structure(window.axes(), List.of(window.read()), IndexExpr.vars(0, 2 + size.size()), Combine.SUM,
        window.inside(Scalar.read(0).times(weight), 0));
  }
}
