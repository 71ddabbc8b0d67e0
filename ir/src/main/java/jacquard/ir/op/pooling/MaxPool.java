package jacquard.ir.op.pooling;

import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.Window;
import java.util.List;

/// `max_pool`: `y[n,c,p…] = max over r… of x[n, c, p·stride + r·dilation − lo …]`; padding takes no part.
///
/// The gradient goes to the first maximum of each window in row-major order.
/// Errors   `max_pool/rank`, `/attributes`, `/padding`, `/empty-output`, `/too-large`.
public record MaxPool(Window window) implements WindowPooling {
  @Override
  public Structure structure(Operands in) {
    List<Axis> axes = window.axes(window.output(in));
    var read = Access.of(0, window.read());
    boolean padded = !IndexRange.inside(read, axes, in.shape(0));
    return new Structure(axes, List.of(padded ? read.outside(Access.Outside.SKIP) : read), IndexExpr.vars(0, 2 + window.rank()),
        Combine.MAX, Scalar.read(0));
  }
}
