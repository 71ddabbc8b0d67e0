package jacquard.api;

import jacquard.ir.op.Abs;
import jacquard.ir.op.Elu;
import jacquard.ir.op.Exp;
import jacquard.ir.op.LeakyRelu;
import jacquard.ir.op.Log;
import jacquard.ir.op.LogSoftmax;
import jacquard.ir.op.Neg;
import jacquard.ir.op.Reciprocal;
import jacquard.ir.op.Relu;
import jacquard.ir.op.Sigmoid;
import jacquard.ir.op.Softmax;
import jacquard.ir.op.Softplus;
import jacquard.ir.op.Sqrt;
import jacquard.ir.op.Square;
import jacquard.ir.op.Tanh;

/// Elementwise functions of a [Tensor].
public sealed interface Activations permits Tensor {
  /// `max(x, 0)`.
  default Tensor relu() {
    return ActivationLayer.of(self(), "relu", "relu", new Relu());
  }

  /// `x` above 0, else `0.01·x`.
  default Tensor leakyRelu() {
    return leakyRelu(0.01);
  }

  /// `x` above 0, else `slope·x`.
  default Tensor leakyRelu(double slope) {
    return ActivationLayer.of(self(), "leakyRelu", "leakyRelu(" + slope + ")", new LeakyRelu(slope));
  }

  /// `x` above 0, else `eˣ − 1`.
  default Tensor elu() {
    return elu(1);
  }

  /// `x` above 0, else `alpha·(eˣ − 1)`.
  default Tensor elu(double alpha) {
    return ActivationLayer.of(self(), "elu", "elu(" + alpha + ")", new Elu(alpha));
  }

  /// `1 / (1 + e⁻ˣ)`.
  default Tensor sigmoid() {
    return ActivationLayer.of(self(), "sigmoid", "sigmoid", new Sigmoid());
  }

  default Tensor tanh() {
    return ActivationLayer.of(self(), "tanh", "tanh", new Tanh());
  }

  /// `ln(1 + eˣ)`.
  default Tensor softplus() {
    return ActivationLayer.of(self(), "softplus", "softplus", new Softplus(1));
  }

  default Tensor exp() {
    return ActivationLayer.of(self(), "exp", "exp", new Exp());
  }

  /// The natural logarithm.
  default Tensor log() {
    return ActivationLayer.of(self(), "log", "log", new Log());
  }

  default Tensor sqrt() {
    return ActivationLayer.of(self(), "sqrt", "sqrt", new Sqrt());
  }

  default Tensor square() {
    return ActivationLayer.of(self(), "square", "square", new Square());
  }

  default Tensor abs() {
    return ActivationLayer.of(self(), "abs", "abs", new Abs());
  }

  default Tensor neg() {
    return ActivationLayer.of(self(), "neg", "neg", new Neg());
  }

  /// As [#neg()]; Kotlin's `-x`.
  default Tensor unaryMinus() {
    return neg();
  }

  /// `1 / x`.
  default Tensor reciprocal() {
    return ActivationLayer.of(self(), "reciprocal", "reciprocal", new Reciprocal());
  }

  /// Probabilities over the channels. A network trained with [Loss#crossEntropy()] ends in logits, without this.
  default Tensor softmax() {
    return ActivationLayer.of(self(), "softmax", "softmax", "softmax", new Softmax(1));
  }

  /// The logarithms of probabilities over the channels.
  default Tensor logSoftmax() {
    return ActivationLayer.of(self(), "softmax", "logSoftmax", "logSoftmax", new LogSoftmax(1));
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
