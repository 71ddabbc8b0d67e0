package jacquard.ir.op.pooling;

import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;

/// `adaptive_max_pool`: the maxima of windows that divide the input into `size` positions, `x[N,C,H…] -> y[N,C,size…]`; window `p` is
/// `[⌊p·H/P⌋, ⌈(p + 1)·H/P⌉)`. The gradient goes to the first maximum of each window in row-major order.
///
/// Errors   `adaptive_max_pool/rank`, `/size`.
public record AdaptiveMaxPool(List<Integer> size) implements AdaptivePooling {
  public AdaptiveMaxPool {
    size = List.copyOf(size);
  }

  @Override
  public Structure structure(Operands in) {
    var window = new AdaptiveWindow(size, in.shape(0));
    return new Structure(window.axes(), List.of(window.read()), IndexExpr.vars(0, 2 + size.size()), Combine.MAX,
        window.inside(Scalar.read(0), Combine.MAX.identity()));
  }
}
