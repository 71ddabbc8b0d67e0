package jacquard.ir.op;

import jacquard.ir.TensorType;
import jacquard.ir.loop.Scalar;
import java.util.List;

/// `binary_cross_entropy_with_logits`: of logits `x` against targets `t` in [0, 1]:
///
///     −w·t·ln σ(x) − (1 − t)·ln(1 − σ(x))  =  (1 − t)·x + (1 + (w − 1)·t)·ln(1 + e⁻ˣ)
///
/// `w`, an optional third operand that broadcasts to the logits, weighs the positive examples; without it `w = 1`.
/// Numerics `ln(1 + e⁻ˣ)` as `max(−x, 0) + ln(1 + e^−|x|)`: nothing overflows.
public record BinaryCrossEntropyWithLogits(LossReduction reduction) implements PairLoss {
  @Override
  public TensorType infer(Operands in) {
    if (in.size() != 3) {
      in.count(2);
    }
    return inferPair(in);
  }

  @Override
  public Scalar loss(List<Scalar> x) {
    Scalar logit = x.get(0);
    Scalar t = x.get(1);
    Scalar one = Scalar.constant(1);
    Scalar weight = x.size() == 3 ? one.plus(x.get(2).minus(one).times(t)) : one;
    return one.minus(t).times(logit).plus(StableForms.softplus(logit.negated()).times(weight));
  }
}
