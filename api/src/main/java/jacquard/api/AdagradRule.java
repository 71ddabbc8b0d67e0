package jacquard.api;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// [Optimizer.Adagrad] as nodes: slot `sum`.
final class AdagradRule implements UpdateRule {
  private final Optimizer.Adagrad adagrad;
  /// `lr / (1 + (t − 1)·rateDecay)`.
  private final Node rate;

  AdagradRule(Optimizer.Adagrad adagrad, UpdateInputs inputs) {
    this.adagrad = adagrad;
    this.rate = adagrad.rateDecay() == 0 ? inputs.learningRate() : decayedRate(adagrad.rateDecay(), inputs);
  }

  private static Node decayedRate(double decay, UpdateInputs inputs) {
    Formula f = inputs.formula();
    Scalar divisor = f.of(inputs.step()).minus(constant(1)).times(constant(decay)).plus(constant(1));
    return f.node(f.of(inputs.learningRate()).dividedBy(divisor));
  }

  @Override
  public void update(ParameterUpdate of) {
    Node old = of.slot("sum");
    Formula s = of.formula();
    Scalar slope = of.decayedGradient(s);
    Node sum = of.next(old, s, s.of(old).plus(slope.times(slope)));
    Formula f = of.formula();
    Scalar step = of.rate(f, rate).times(of.decayedGradient(f));
    of.next(of.parameter(), f, f.of(of.parameter()).minus(step.dividedBy(f.of(sum).apply(UnaryFn.SQRT).plus(constant(adagrad.epsilon())))));
  }
}
