package jacquard.ir.op.loss;

import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;

/// `l1_loss`: `|prediction − target|`; the slope where they are equal is 0.
public record L1Loss(LossReduction reduction) implements PairLoss {
  @Override
  public Scalar loss(List<Scalar> x) {
    return x.getFirst().minus(x.getLast()).apply(UnaryFn.ABS);
  }
}
