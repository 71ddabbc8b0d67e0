package jacquard.api;

import static jacquard.ir.loop.Scalar.constant;

import jacquard.ir.DType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.State;

/// Optimisers as nodes: each parameter's and slot's next value is one elementwise formula.
///
/// Every next value keeps the old one where the loss is not finite: such a step changes nothing, so that the batch that broke
/// training can be run again with the parameters that broke it.
final class OptimizerGraph {
  private final GraphBuilder g;
  private final DType dtype;
  private final Optimizer optimizer;
  private final Node learningRate;
  private final Node step;
  private final Node loss;
  private final Node rate;
  private final Node secondScale;

  OptimizerGraph(GraphBuilder g, Optimizer optimizer, Node learningRate, Node step, Node loss) {
    this.g = g;
    this.dtype = loss.type().dtype();
    this.optimizer = optimizer;
    this.learningRate = learningRate;
    this.step = step;
    this.loss = loss;
    this.rate = optimizer instanceof Optimizer.Adam a ? adamRate(a) : learningRate;
    this.secondScale = optimizer instanceof Optimizer.Adam a ? adamSecondScale(a) : learningRate;
  }

  /// Gives `parameter`, and the slots it needs, their next values.
  void add(Node parameter, Node gradient) {
    g.at(parameter.loc());
    switch (optimizer) {
      case Optimizer.Sgd sgd -> sgd(sgd, parameter, gradient);
      case Optimizer.Adam adam -> adam(adam, parameter, gradient);
    }
  }

  /// Gives `statistic` the next value a layer computed.
  void set(Node statistic, Node value) {
    var f = new Formula(g.at(statistic.loc()), dtype);
    g.next(statistic, f.node(kept(f, f.of(value), statistic)));
  }

  private void sgd(Optimizer.Sgd sgd, Node p, Node gradient) {
    var f = new Formula(g, dtype);
    Scalar direction = decayed(f, sgd.weightDecay(), p, gradient);
    if (sgd.momentum() > 0) {
      Node old = slot(p, "momentum");
      var b = new Formula(g, dtype);
      Scalar plain = decayed(b, sgd.weightDecay(), p, gradient);
      Scalar moved = b.of(old).times(constant(sgd.momentum())).plus(plain.times(constant(1 - sgd.dampening())));
      // With dampening the first step differs; without it, momentum times the zero the slot starts from is the same.
      Scalar first = b.of(step).compare(CompareFn.EQ, constant(1));
      Node next = b.node(kept(b, sgd.dampening() == 0 ? moved : Scalar.select(first, plain, moved), old));
      g.next(old, next);
      direction = sgd.nesterov() ? direction.plus(f.of(next).times(constant(sgd.momentum()))) : f.of(next);
    }
    g.next(p, f.node(kept(f, f.of(p).minus(f.of(learningRate).times(direction)), p)));
  }

  private void adam(Optimizer.Adam adam, Node p, Node gradient) {
    double decay = adam.decoupled() ? 0 : adam.weightDecay();
    Node oldMean = slot(p, "mean");
    var m = new Formula(g, dtype);
    Scalar mean = m.of(oldMean).times(constant(adam.beta1())).plus(decayed(m, decay, p, gradient).times(constant(1 - adam.beta1())));
    Node nextMean = m.node(kept(m, mean, oldMean));
    g.next(oldMean, nextMean);

    Node oldSquare = slot(p, "square");
    var v = new Formula(g, dtype);
    Scalar slope = decayed(v, decay, p, gradient);
    Scalar square = v.of(oldSquare).times(constant(adam.beta2())).plus(slope.times(slope).times(constant(1 - adam.beta2())));
    Node nextSquare = v.node(kept(v, square, oldSquare));
    g.next(oldSquare, nextSquare);

    var f = new Formula(g, dtype);
    Scalar denominator = f.of(nextSquare).apply(UnaryFn.SQRT).dividedBy(f.of(secondScale)).plus(constant(adam.epsilon()));
    Scalar start = adam.decoupled() && adam.weightDecay() > 0
        ? f.of(p).times(constant(1).minus(f.of(learningRate).times(constant(adam.weightDecay())))) : f.of(p);
    g.next(p, f.node(kept(f, start.minus(f.of(rate).times(f.of(nextMean)).dividedBy(denominator)), p)));
  }

  /// `lr / (1 − β₁ᵗ)`.
  private Node adamRate(Optimizer.Adam adam) {
    var f = new Formula(g, dtype);
    return f.node(f.of(learningRate).dividedBy(correction(f, adam.beta1())));
  }

  /// `√(1 − β₂ᵗ)`.
  private Node adamSecondScale(Optimizer.Adam adam) {
    var f = new Formula(g, dtype);
    return f.node(correction(f, adam.beta2()).apply(UnaryFn.SQRT));
  }

  /// `1 − βᵗ` as `−expm1(t·ln β)`, which keeps its digits in f32 where `βᵗ` is close to 1; 1 where β is 0.
  private Scalar correction(Formula f, double beta) {
    return beta == 0 ? constant(1) : f.of(step).times(constant(StrictMath.log(beta))).apply(UnaryFn.EXPM1).negated();
  }

  private Scalar decayed(Formula f, double decay, Node p, Node gradient) {
    return decay == 0 ? f.of(gradient) : f.of(gradient).plus(f.of(p).times(constant(decay)));
  }

  /// `value` where the loss is finite, else the old one.
  private Scalar kept(Formula f, Scalar value, Node old) {
    double largest = dtype == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    return Scalar.select(f.of(loss).apply(UnaryFn.ABS).compare(CompareFn.LE, constant(largest)), value, f.of(old));
  }

  /// The state `parameter/name`, of the parameter's type.
  private Node slot(Node parameter, String name) {
    return g.state(((State) parameter.op()).name() + "/" + name, parameter.type());
  }
}
