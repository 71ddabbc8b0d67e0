package jacquard.api;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// [Optimizer.Adam] as nodes: slots `mean` and `square`, and `largest` with `amsgrad`.
final class AdamRule implements UpdateRule {
  private final Optimizer.Adam adam;
  /// `lr / (1 − β₁ᵗ)`.
  private final Node rate;
  /// `√(1 − β₂ᵗ)`.
  private final Node squareScale;

  AdamRule(Optimizer.Adam adam, UpdateInputs inputs) {
    this.adam = adam;
    Formula f = inputs.formula();
    this.rate = f.node(f.of(inputs.learningRate()).dividedBy(correction(f, adam.beta1(), inputs.step())));
    Formula s = inputs.formula();
    this.squareScale = s.node(correction(s, adam.beta2(), inputs.step()).apply(UnaryFn.SQRT));
  }

  /// `1 − βᵗ` as `−expm1(t·ln β)`, which keeps its digits in f32 where `βᵗ` is close to 1; 1 where β is 0.
  private static Scalar correction(Formula f, double beta, Node step) {
    return beta == 0 ? constant(1) : f.of(step).times(constant(StrictMath.log(beta))).apply(UnaryFn.EXPM1).negated();
  }

  @Override
  public void update(ParameterUpdate of) {
    Formula m = of.formula();
    Node mean = of.runningMean(of.slot("mean"), adam.beta1(), m, gradient(of, m));
    Formula v = of.formula();
    Scalar slope = gradient(of, v);
    Node square = of.runningMean(of.slot("square"), adam.beta2(), v, slope.times(slope));
    if (adam.amsgrad()) {
      Node largest = of.slot("largest");
      Formula l = of.formula();
      square = of.next(largest, l, new Scalar.Binary(BinaryFn.MAX, l.of(largest), l.of(square)));
    }
    Formula f = of.formula();
    Scalar denominator = f.of(square).apply(UnaryFn.SQRT).dividedBy(f.of(squareScale)).plus(constant(adam.epsilon()));
    of.next(of.parameter(), f, start(of, f).minus(of.rate(f, rate).times(f.of(mean)).dividedBy(denominator)));
  }

  private Scalar gradient(ParameterUpdate of, Formula f) {
    return adam.decoupled() ? f.of(of.gradient()) : of.decayedGradient(f);
  }

  /// `p`, or `p·(1 − lr·weightDecay)` where the decay is decoupled.
  private Scalar start(ParameterUpdate of, Formula f) {
    Scalar p = f.of(of.parameter());
    return adam.decoupled() && of.weightDecay() > 0
        ? p.times(constant(1).minus(of.rate(f).times(constant(of.weightDecay())))) : p;
  }
}
