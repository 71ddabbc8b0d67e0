package jacquard.api;

import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// How a parameter `p` moves, given its gradient `g`, at rate `lr`; as PyTorch's optimisers of the same names.
///
/// `learningRate` is the constant rate used where the trainer is given no [LearningRate]. Immutable: methods return changed copies.
/// Weight decay applies to every parameter, biases too.
/// Errors   `optimizer/value`: a negative rate, or a factor outside [0, 1).
public sealed interface Optimizer {
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
  }

  /// Adam, and AdamW where the weight decay is `decoupled` from the gradient; `t` counts steps from 1.
  ///
  ///     g ← g + weightDecay·p                          (Adam)        p ← p·(1 − lr·weightDecay)      (AdamW)
  ///     m ← β₁·m + (1 − β₁)·g        v ← β₂·v + (1 − β₂)·g²
  ///     p ← p − lr/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
  ///
  /// Source: Kingma & Ba 2014, arXiv:1412.6980, algorithm 1; Loshchilov & Hutter 2017, arXiv:1711.05101, algorithm 2.
  record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
      implements Optimizer {
    public Adam {
      Check.rate("learningRate", learningRate);
      Check.factor("beta1", beta1);
      Check.factor("beta2", beta2);
      Check.rate("epsilon", epsilon);
      Check.rate("weightDecay", weightDecay);
    }

    public Adam betas(double first, double second) {
      return new Adam(learningRate, first, second, epsilon, weightDecay, decoupled);
    }

    public Adam epsilon(double small) {
      return new Adam(learningRate, beta1, beta2, small, weightDecay, decoupled);
    }

    public Adam weightDecay(double decay) {
      return new Adam(learningRate, beta1, beta2, epsilon, decay, decoupled);
    }
  }

  double learningRate();

  static Sgd sgd(double learningRate) {
    return new Sgd(learningRate, 0, 0, false, 0);
  }

  /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, no weight decay.
  static Adam adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0, false);
  }

  /// As Adam, with a decoupled weight decay of 0.01.
  static Adam adamW(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0.01, true);
  }
}
