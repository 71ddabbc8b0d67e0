package jacquard.ir.op.loss;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;

/// `huber_loss`: with `d = prediction − target`, `d²/2` for `|d| < δ`, else `δ·(|d| − δ/2)`.
///
/// Errors   `huber_loss/delta`: `δ` is not positive.
/// Source: Huber 1964, "Robust estimation of a location parameter", section 1.
public record HuberLoss(double delta, LossReduction reduction) implements PairLoss {
  @Override
  public TensorType infer(Operands in) {
    if (!(delta > 0)) {
      throw in.error("delta", "delta must be positive").got("%s", delta).expected("a number above 0").build();
    }
    return PairLoss.super.infer(in);
  }

  @Override
  public Scalar loss(List<Scalar> x) {
    Scalar d = x.getFirst().minus(x.getLast());
    Scalar size = d.apply(UnaryFn.ABS);
    Scalar far = size.minus(Scalar.constant(delta / 2)).times(Scalar.constant(delta));
    return Scalar.select(size.compare(CompareFn.LT, Scalar.constant(delta)), d.times(d).times(Scalar.constant(0.5)), far);
  }
}
