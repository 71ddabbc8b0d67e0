package jacquard.api;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.DType;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// [Optimizer.RmsProp] as nodes: slot `square`, and `mean` and `momentum` where they are used.
record RmsPropRule(Optimizer.RmsProp rmsProp) implements UpdateRule {
  @Override
  public void update(ParameterUpdate of) {
    Formula v = of.formula();
    Scalar slope = of.decayedGradient(v);
    Node square = of.runningMean(of.slot("square"), rmsProp.alpha(), v, slope.times(slope));
    Formula f = of.formula();
    Scalar variance = f.of(square);
    if (rmsProp.centered()) {
      Formula a = of.formula();
      Node mean = of.runningMean(of.slot("mean"), rmsProp.alpha(), a, of.decayedGradient(a));
      // Of gradients that stay the same the difference is a rounding of the square, of either sign.
      Scalar rounding = f.of(square).times(constant(of.inputs().dtype() == DType.F32 ? 0x1p-24 : 0x1p-53));
      variance = new Scalar.Binary(BinaryFn.MAX, variance.minus(f.of(mean).times(f.of(mean))), rounding);
    }
    Scalar direction = of.decayedGradient(f).dividedBy(variance.apply(UnaryFn.SQRT).plus(constant(rmsProp.epsilon())));
    if (rmsProp.momentum() > 0) {
      Node old = of.slot("momentum");
      Node velocity = of.next(old, f, f.of(old).times(constant(rmsProp.momentum())).plus(direction));
      f = of.formula();
      direction = f.of(velocity);
    }
    of.next(of.parameter(), f, f.of(of.parameter()).minus(of.rate(f).times(direction)));
  }
}
