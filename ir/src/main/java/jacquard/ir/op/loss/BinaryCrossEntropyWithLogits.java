package jacquard.ir.op.loss;

import jacquard.ir.TensorType;
import jacquard.ir.graph.Operands;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.StableForms;
import java.util.List;

/// `binary_cross_entropy_with_logits`: of logits `x` against targets `t` in [0, 1]:
///
///     −w·t·ln σ(x) − (1 − t)·ln(1 − σ(x))  =  w·t·ln(1 + e⁻ˣ) + (1 − t)·ln(1 + eˣ)
///
/// `w`, an optional third operand that broadcasts to the logits, weighs the positive examples; without it `w = 1`.
/// Numerics both logarithms from `ln(1 + e^−|x|)`: nothing overflows, and as no term is negative, nothing cancels.
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
    Scalar yes = x.size() == 3 ? x.get(2).times(t) : t;
    Scalar no = Scalar.constant(1).minus(t);
    return yes.times(StableForms.softplus(logit.negated())).plus(no.times(StableForms.softplus(logit)));
  }
}
