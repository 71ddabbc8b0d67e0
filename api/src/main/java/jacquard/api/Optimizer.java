package jacquard.api;

import jacquard.api.check.Check;
import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// How a parameter `p` moves, given its gradient `g`, at rate `lr`; those here as PyTorch's optimisers of the same names.
///
/// An optimiser of one's own says what its rate is and writes [#update], as those here do:
///
/// ```java
/// record Lion(double learningRate, double weightDecay) implements Optimizer {
///   @Override
///   public void update(Update u) {
///     Value g = u.gradient(), m = u.slot("momentum");
///     Value direction = m.times(0.9).plus(g.times(0.1)).sign().plus(u.parameter().times(u.weightDecay()));
///     u.move(u.parameter().minus(u.rate().times(direction)));
///     u.slot("momentum", m.times(0.99).plus(g.times(0.01)));
///   }
/// }
/// ```
///
/// `learningRate` is the constant rate used where the trainer is given no [LearningRate]. Immutable: methods return changed copies.
/// Weight decay applies to every parameter, biases too, unless a [ParameterGroup] says otherwise.
/// Errors   `optimizer/value`: a negative rate, or a factor outside [0, 1); in training `optimizer/update`.
public interface Optimizer {
  /// Stochastic gradient descent.
  ///
  ///     g ← g + weightDecay·p
  ///     b ← momentum·b + (1 − dampening)·g      (b ← g in the first step)
  ///     g ← b, or g + momentum·b with Nesterov
  ///     p ← p − lr·g
  ///
  /// Source: Sutskever, Martens, Dahl, Hinton 2013, "On the importance of initialization and momentum in deep learning";
  /// `torch.optim.SGD` for the form of momentum and dampening.
  record Sgd(double learningRate, double momentum, double dampening, boolean nesterov, double weightDecay) implements Optimizer {
    public Sgd {
      Check.rate("learningRate", learningRate);
      Check.factor("momentum", momentum);
      Check.rate("weightDecay", weightDecay);
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw UserError.of("optimizer/nesterov").problem("Nesterov's momentum needs a momentum and no dampening").at(Loc.ofCaller())
            .got("momentum = %s, dampening = %s", momentum, dampening).fix("call momentum(0.9) first").build();
      }
    }

    public Sgd momentum(double factor) {
      return new Sgd(learningRate, factor, dampening, nesterov, weightDecay);
    }

    public Sgd dampening(double factor) {
      return new Sgd(learningRate, momentum, factor, nesterov, weightDecay);
    }

    public Sgd nesterov(boolean used) {
      return new Sgd(learningRate, momentum, dampening, used, weightDecay);
    }

    public Sgd weightDecay(double decay) {
      return new Sgd(learningRate, momentum, dampening, nesterov, decay);
    }

    @Override
    public void update(Update u) {
      Value direction = momentum > 0 ? velocity(u) : u.decayedGradient();
      u.move(u.parameter().minus(u.rate().times(direction)));
    }

    /// `b`, or with Nesterov `g + momentum·b`.
    private Value velocity(Update u) {
      Value gradient = u.decayedGradient();
      Value moved = u.slot("momentum").times(momentum).plus(gradient.times(1 - dampening));
      // With dampening the first step differs; without it, momentum times the zero the slot starts from is the same.
      Value next = u.slot("momentum", dampening == 0 ? moved : u.step().equalTo(1).where(gradient, moved));
      return nesterov ? gradient.plus(next.times(momentum)) : next;
    }
  }

  /// Adam, and AdamW where the weight decay is `decoupled` from the gradient; `t` counts steps from 1.
  ///
  ///     g ← g + weightDecay·p                          (Adam)        p ← p·(1 − lr·weightDecay)      (AdamW)
  ///     m ← β₁·m + (1 − β₁)·g        v ← β₂·v + (1 − β₂)·g²
  ///     p ← p − lr/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
  ///
  /// With `amsgrad`, `√v` is that of the largest `v` so far.
  /// Source: Kingma & Ba 2014, arXiv:1412.6980, algorithm 1; Loshchilov & Hutter 2017, arXiv:1711.05101, algorithm 2;
  /// Reddi, Kale, Kumar 2018, "On the convergence of Adam and beyond", algorithm 2, for `amsgrad`.
  record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled, boolean amsgrad)
      implements Optimizer {
    public Adam {
      Check.rate("learningRate", learningRate);
      Check.factor("beta1", beta1);
      Check.factor("beta2", beta2);
      Check.rate("epsilon", epsilon);
      Check.rate("weightDecay", weightDecay);
    }

    public Adam betas(double first, double second) {
      return new Adam(learningRate, first, second, epsilon, weightDecay, decoupled, amsgrad);
    }

    public Adam epsilon(double small) {
      return new Adam(learningRate, beta1, beta2, small, weightDecay, decoupled, amsgrad);
    }

    public Adam weightDecay(double decay) {
      return new Adam(learningRate, beta1, beta2, epsilon, decay, decoupled, amsgrad);
    }

    public Adam amsgrad(boolean used) {
      return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, decoupled, used);
    }

    @Override
    public void update(Update u) {
      Value gradient = decoupled ? u.gradient() : u.decayedGradient();
      Value mean = u.runningMean("mean", beta1, gradient);
      Value square = u.runningMean("square", beta2, gradient.square());
      Value largest = amsgrad ? u.slot("largest", u.slot("largest").maximum(square)) : square;
      Value denominator = largest.sqrt().div(correction(u, beta2).sqrt()).plus(epsilon);
      boolean shrinks = decoupled && u.weightDecay() > 0;
      Value start = shrinks ? u.parameter().times(u.rate().times(-u.weightDecay()).plus(1)) : u.parameter();
      u.move(start.minus(u.rate().div(correction(u, beta1)).times(mean).div(denominator)));
    }

    /// `1 − βᵗ` as `−expm1(t·ln β)`, which keeps its digits in f32 where `βᵗ` is close to 1; 1 where β is 0.
    private static Value correction(Update u, double beta) {
      return beta == 0 ? u.step().constant(1) : u.step().times(StrictMath.log(beta)).expm1().neg();
    }
  }

  /// RMSprop: steps divided by a running root mean square of the gradients.
  ///
  ///     g ← g + weightDecay·p
  ///     v ← α·v + (1 − α)·g²        a ← α·a + (1 − α)·g  (centered; else a = 0)
  ///     d = g / (√(v − a²) + ε)             (v − a² at least a rounding of v, as it is not known better)
  ///     b ← momentum·b + d          p ← p − lr·b         (without momentum, b = d)
  ///
  /// Source: Tieleman & Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5; Graves 2013, arXiv:1308.0850,
  /// equations 38 to 45, for the centred form; `torch.optim.RMSprop` for the place of momentum and ε.
  record RmsProp(double learningRate, double alpha, double epsilon, double momentum, boolean centered, double weightDecay)
      implements Optimizer {
    public RmsProp {
      Check.rate("learningRate", learningRate);
      Check.factor("alpha", alpha);
      Check.rate("epsilon", epsilon);
      Check.factor("momentum", momentum);
      Check.rate("weightDecay", weightDecay);
    }

    public RmsProp alpha(double factor) {
      return new RmsProp(learningRate, factor, epsilon, momentum, centered, weightDecay);
    }

    public RmsProp epsilon(double small) {
      return new RmsProp(learningRate, alpha, small, momentum, centered, weightDecay);
    }

    public RmsProp momentum(double factor) {
      return new RmsProp(learningRate, alpha, epsilon, factor, centered, weightDecay);
    }

    public RmsProp centered(boolean used) {
      return new RmsProp(learningRate, alpha, epsilon, momentum, used, weightDecay);
    }

    public RmsProp weightDecay(double decay) {
      return new RmsProp(learningRate, alpha, epsilon, momentum, centered, decay);
    }

    @Override
    public void update(Update u) {
      Value gradient = u.decayedGradient();
      Value square = u.runningMean("square", alpha, gradient.square());
      Value variance = centered ? centred(u, square, u.runningMean("mean", alpha, gradient)) : square;
      Value direction = gradient.div(variance.sqrt().plus(epsilon));
      Value velocity = momentum > 0 ? u.slot("momentum", u.slot("momentum").times(momentum).plus(direction)) : direction;
      u.move(u.parameter().minus(u.rate().times(velocity)));
    }

    /// Of gradients that stay the same the difference is a rounding of the square, of either sign.
    private static Value centred(Update u, Value square, Value mean) {
      double rounding = u.parameter().dtype() == DType.F32 ? 0x1p-24 : 0x1p-53;
      return square.minus(mean.square()).maximum(square.times(rounding));
    }
  }

  /// Adagrad: steps divided by the root of the sum of all squared gradients; `t` counts steps from 1.
  ///
  ///     g ← g + weightDecay·p        s ← s + g²
  ///     p ← p − lr/(1 + (t − 1)·rateDecay) · g / (√s + ε)
  ///
  /// Source: Duchi, Hazan, Singer 2011, "Adaptive subgradient methods", equation 1 with a diagonal matrix; `torch.optim.Adagrad`
  /// for the decay of the rate.
  record Adagrad(double learningRate, double rateDecay, double epsilon, double weightDecay) implements Optimizer {
    public Adagrad {
      Check.rate("learningRate", learningRate);
      Check.rate("rateDecay", rateDecay);
      Check.rate("epsilon", epsilon);
      Check.rate("weightDecay", weightDecay);
    }

    public Adagrad rateDecay(double decay) {
      return new Adagrad(learningRate, decay, epsilon, weightDecay);
    }

    public Adagrad epsilon(double small) {
      return new Adagrad(learningRate, rateDecay, small, weightDecay);
    }

    public Adagrad weightDecay(double decay) {
      return new Adagrad(learningRate, rateDecay, epsilon, decay);
    }

    @Override
    public void update(Update u) {
      Value gradient = u.decayedGradient();
      Value sum = u.slot("sum", u.slot("sum").plus(gradient.square()));
      Value rate = rateDecay == 0 ? u.rate() : u.rate().div(u.step().minus(1).times(rateDecay).plus(1));
      u.move(u.parameter().minus(rate.times(gradient).div(sum.sqrt().plus(epsilon))));
    }
  }

  double learningRate();

  /// The decay of parameters no [ParameterGroup] gives one of their own.
  default double weightDecay() {
    return 0;
  }

  /// Writes how one parameter moves; called once for each parameter that is trained, when the training step is built.
  void update(Update u);

  static Sgd sgd(double learningRate) {
    return new Sgd(learningRate, 0, 0, false, 0);
  }

  /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, no weight decay.
  static Adam adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0, false, false);
  }

  /// As Adam, with a decoupled weight decay of 0.01.
  static Adam adamW(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0.01, true, false);
  }

  /// α = 0.99, ε = 10⁻⁸, no momentum, not centred, no weight decay.
  static RmsProp rmsProp(double learningRate) {
    return new RmsProp(learningRate, 0.99, 1e-8, 0, false, 0);
  }

  /// ε = 10⁻¹⁰, a rate that does not decay, no weight decay.
  static Adagrad adagrad(double learningRate) {
    return new Adagrad(learningRate, 0, 1e-10, 0);
  }
}
