package jacquard.api;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.graph.Node;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;

/// [Optimizer.Sgd] as nodes; the slot `momentum` only where there is one.
record SgdRule(Optimizer.Sgd sgd) implements UpdateRule {
  @Override
  public void update(ParameterUpdate of) {
    Formula f = of.formula();
    Scalar direction = of.decayedGradient(f);
    if (sgd.momentum() > 0) {
      Node velocity = velocity(of);
      direction = sgd.nesterov() ? direction.plus(f.of(velocity).times(constant(sgd.momentum()))) : f.of(velocity);
    }
    of.next(of.parameter(), f, f.of(of.parameter()).minus(of.rate(f).times(direction)));
  }

  /// `b ← momentum·b + (1 − dampening)·g`.
  private Node velocity(ParameterUpdate of) {
    Node old = of.slot("momentum");
    Formula f = of.formula();
    Scalar gradient = of.decayedGradient(f);
    Scalar moved = f.of(old).times(constant(sgd.momentum())).plus(gradient.times(constant(1 - sgd.dampening())));
    // With dampening the first step differs; without it, momentum times the zero the slot starts from is the same.
    Scalar first = f.of(of.inputs().step()).compare(CompareFn.EQ, constant(1));
    return of.next(old, f, sgd.dampening() == 0 ? moved : Scalar.select(first, gradient, moved));
  }
}
