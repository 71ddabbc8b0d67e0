package jacquard.ir.op.pooling;

import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.shape.Window;
import java.util.List;

/// `sum_pool`: the sum of each window, `y[n,c,p…] = Σ r…  x[n, c, p·stride + r·dilation − lo …]`, padding counting as 0.
///
/// Errors   `sum_pool/rank`, `/attributes`, `/padding`, `/empty-output`, `/too-large`.
public record SumPool(Window window) implements WindowPooling {
  @Override
  public Structure structure(Operands in) {
    return new Structure(window.axes(window.output(in)), List.of(Access.of(0, window.read())), IndexExpr.vars(0, 2 + window.rank()),
        Combine.SUM, Scalar.read(0));
  }
}
