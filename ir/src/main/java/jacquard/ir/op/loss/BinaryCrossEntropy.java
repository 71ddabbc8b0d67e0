package jacquard.ir.op.loss;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;

/// `binary_cross_entropy`: of probabilities `p` against targets `t` in [0, 1], `−t·ln p − (1 − t)·ln(1 − p)`.
///
/// Numerics logarithms are at least -100, as PyTorch has it, so that a certain mistake costs 100 and its slope is 0: prefer
/// `binary_cross_entropy_with_logits`, which has neither limit.
public record BinaryCrossEntropy(LossReduction reduction) implements PairLoss {
  private static final double LEAST = -100;

  @Override
  public Scalar loss(List<Scalar> x) {
    Scalar p = x.getFirst();
    Scalar t = x.getLast();
    Scalar yes = t.times(bounded(p.apply(UnaryFn.LOG)));
    Scalar no = Scalar.constant(1).minus(t).times(bounded(p.negated().apply(UnaryFn.LOG1P)));
    return yes.plus(no).negated();
  }

  private static Scalar bounded(Scalar log) {
    return new Scalar.Binary(BinaryFn.MAX, log, Scalar.constant(LEAST));
  }
}
