package jacquard.api;

import jacquard.api.build.ActivationLayer;
import jacquard.api.build.ShapeLayer;
import jacquard.api.network.Symbol;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Celu;
import jacquard.ir.op.elementwise.Clip;
import jacquard.ir.op.elementwise.Cos;
import jacquard.ir.op.elementwise.Elu;
import jacquard.ir.op.elementwise.Erf;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Expm1;
import jacquard.ir.op.elementwise.Floor;
import jacquard.ir.op.elementwise.Gelu;
import jacquard.ir.op.elementwise.HardSigmoid;
import jacquard.ir.op.elementwise.HardSwish;
import jacquard.ir.op.elementwise.LeakyRelu;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Log1p;
import jacquard.ir.op.elementwise.LogSigmoid;
import jacquard.ir.op.elementwise.Mish;
import jacquard.ir.op.elementwise.Neg;
import jacquard.ir.op.elementwise.Reciprocal;
import jacquard.ir.op.elementwise.Relu;
import jacquard.ir.op.elementwise.Rsqrt;
import jacquard.ir.op.elementwise.ScaledTanh;
import jacquard.ir.op.elementwise.Selu;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.elementwise.Sign;
import jacquard.ir.op.elementwise.Silu;
import jacquard.ir.op.elementwise.Sin;
import jacquard.ir.op.elementwise.Softplus;
import jacquard.ir.op.elementwise.Softsign;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.elementwise.Tanh;
import jacquard.ir.op.normalization.Glu;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Maxout;
import jacquard.ir.op.normalization.Softmax;

/// Elementwise functions of a [Tensor].
sealed interface Activations permits Tensor {
  /// `max(x, 0)`.
  default Tensor relu() {
    return new Tensor(ActivationLayer.of(self(), "relu", "relu", new Relu()));
  }

  /// `x` above 0, else `0.01·x`.
  default Tensor leakyRelu() {
    return leakyRelu(0.01);
  }

  /// `x` above 0, else `slope·x`.
  default Tensor leakyRelu(double slope) {
    return new Tensor(ActivationLayer.of(self(), "leakyRelu", "leakyRelu(" + slope + ")", new LeakyRelu(slope)));
  }

  /// `x` above 0, else `eˣ − 1`.
  default Tensor elu() {
    return elu(1);
  }

  /// `x` above 0, else `alpha·(eˣ − 1)`.
  default Tensor elu(double alpha) {
    return new Tensor(ActivationLayer.of(self(), "elu", "elu(" + alpha + ")", new Elu(alpha)));
  }

  /// `1 / (1 + e⁻ˣ)`.
  default Tensor sigmoid() {
    return new Tensor(ActivationLayer.of(self(), "sigmoid", "sigmoid", new Sigmoid()));
  }

  default Tensor tanh() {
    return new Tensor(ActivationLayer.of(self(), "tanh", "tanh", new Tanh()));
  }

  /// `ln(1 + eˣ)`.
  default Tensor softplus() {
    return new Tensor(ActivationLayer.of(self(), "softplus", "softplus", new Softplus(1)));
  }

  default Tensor exp() {
    return new Tensor(ActivationLayer.of(self(), "exp", "exp", new Exp()));
  }

  /// The natural logarithm.
  default Tensor log() {
    return new Tensor(ActivationLayer.of(self(), "log", "log", new Log()));
  }

  default Tensor sqrt() {
    return new Tensor(ActivationLayer.of(self(), "sqrt", "sqrt", new Sqrt()));
  }

  default Tensor square() {
    return new Tensor(ActivationLayer.of(self(), "square", "square", new Square()));
  }

  default Tensor abs() {
    return new Tensor(ActivationLayer.of(self(), "abs", "abs", new Abs()));
  }

  default Tensor neg() {
    return new Tensor(ActivationLayer.of(self(), "neg", "neg", new Neg()));
  }

  /// As [#neg()]; Kotlin's `-x`.
  default Tensor unaryMinus() {
    return neg();
  }

  /// `1 / x`.
  default Tensor reciprocal() {
    return new Tensor(ActivationLayer.of(self(), "reciprocal", "reciprocal", new Reciprocal()));
  }

  /// `max(x, 0)`, at most 6.
  default Tensor relu6() {
    return new Tensor(ActivationLayer.of(self(), "relu6", "relu6", new Clip(0, 6)));
  }

  /// `x` kept within `[lo, hi]`.
  default Tensor clip(double lo, double hi) {
    return new Tensor(ActivationLayer.of(self(), "clip", "clip(" + lo + ", " + hi + ")", new Clip(lo, hi)));
  }

  /// `x` kept within [-1, 1].
  default Tensor hardTanh() {
    return new Tensor(ActivationLayer.of(self(), "hardTanh", "hardTanh", new Clip(-1, 1)));
  }

  /// `x/6 + 1/2` kept within [0, 1].
  default Tensor hardSigmoid() {
    return new Tensor(ActivationLayer.of(self(), "hardSigmoid", "hardSigmoid", new HardSigmoid(1.0 / 6, 0.5)));
  }

  /// `x · hardSigmoid(x)`.
  default Tensor hardSwish() {
    return new Tensor(ActivationLayer.of(self(), "hardSwish", "hardSwish", new HardSwish()));
  }

  /// `x` above 0, else `alpha·(e^(x/alpha) − 1)`.
  default Tensor celu(double alpha) {
    return new Tensor(ActivationLayer.of(self(), "celu", "celu(" + alpha + ")", new Celu(alpha)));
  }

  /// As elu, with the slopes that keep mean 0 and variance 1 from layer to layer.
  default Tensor selu() {
    return new Tensor(ActivationLayer.of(self(), "selu", "selu", new Selu()));
  }

  /// `x · Φ(x)` with the normal distribution function `Φ`.
  default Tensor gelu() {
    return new Tensor(ActivationLayer.of(self(), "gelu", "gelu", new Gelu(false)));
  }

  /// [#gelu()] approximated with tanh.
  default Tensor geluTanh() {
    return new Tensor(ActivationLayer.of(self(), "gelu", "gelu(tanh)", new Gelu(true)));
  }

  /// `x · sigmoid(x)`, also called swish.
  default Tensor silu() {
    return new Tensor(ActivationLayer.of(self(), "silu", "silu", new Silu()));
  }

  /// `x · tanh(softplus(x))`.
  default Tensor mish() {
    return new Tensor(ActivationLayer.of(self(), "mish", "mish", new Mish()));
  }

  /// `x / (1 + |x|)`.
  default Tensor softsign() {
    return new Tensor(ActivationLayer.of(self(), "softsign", "softsign", new Softsign()));
  }

  /// `ln sigmoid(x)`, which does not overflow.
  default Tensor logSigmoid() {
    return new Tensor(ActivationLayer.of(self(), "logSigmoid", "logSigmoid", new LogSigmoid()));
  }

  /// `1.7159·tanh(2x/3)`, the squashing function of LeNet-5.
  default Tensor scaledTanh() {
    return new Tensor(ActivationLayer.of(self(), "scaledTanh", "scaledTanh", new ScaledTanh(1.7159, 2.0 / 3)));
  }

  /// `amplitude·tanh(slope·x)`.
  default Tensor scaledTanh(double amplitude, double slope) {
    return new Tensor(
        ActivationLayer.of(self(), "scaledTanh", "scaledTanh(" + amplitude + ", " + slope + ")", new ScaledTanh(amplitude, slope)));
  }

  /// `x` above 0, else a learned slope times `x`, one slope per channel, 0.25 at first.
  default Tensor prelu() {
    return new Tensor(ActivationLayer.prelu(self(), 0.25));
  }

  /// The first half of the channels times the sigmoid of the second half: half as many channels.
  default Tensor glu() {
    return new Tensor(ActivationLayer.of(self(), "glu", "glu", new Glu(1)));
  }

  /// The largest of each `pieces` consecutive channels: as many times fewer channels.
  default Tensor maxout(int pieces) {
    return new Tensor(ActivationLayer.of(self(), "maxout", "maxout(" + pieces + ")", new Maxout(1, pieces)));
  }

  /// The sine of `x` in radians.
  default Tensor sin() {
    return new Tensor(ActivationLayer.of(self(), "sin", "sin", new Sin()));
  }

  /// The cosine of `x` in radians.
  default Tensor cos() {
    return new Tensor(ActivationLayer.of(self(), "cos", "cos", new Cos()));
  }

  /// The error function.
  default Tensor erf() {
    return new Tensor(ActivationLayer.of(self(), "erf", "erf", new Erf()));
  }

  /// `eˣ − 1`, accurate near 0.
  default Tensor expm1() {
    return new Tensor(ActivationLayer.of(self(), "expm1", "expm1", new Expm1()));
  }

  /// `ln(1 + x)`, accurate near 0.
  default Tensor log1p() {
    return new Tensor(ActivationLayer.of(self(), "log1p", "log1p", new Log1p()));
  }

  /// `1 / √x`.
  default Tensor rsqrt() {
    return new Tensor(ActivationLayer.of(self(), "rsqrt", "rsqrt", new Rsqrt()));
  }

  /// The largest integer at most `x`; its slope is 0.
  default Tensor floor() {
    return new Tensor(ActivationLayer.of(self(), "floor", "floor", new Floor()));
  }

  /// 1, 0 or -1; its slope is 0.
  default Tensor sign() {
    return new Tensor(ActivationLayer.of(self(), "sign", "sign", new Sign()));
  }

  /// Probabilities over the channels. A network trained with [Loss#crossEntropy()] ends in logits, without this.
  default Tensor softmax() {
    return new Tensor(ActivationLayer.of(self(), "softmax", "softmax", "softmax", new Softmax(1)));
  }

  /// Probabilities over a dimension: 0 is the channels, -1 the last one.
  default Tensor softmax(int dimension) {
    return new Tensor(ShapeLayer.softmax("softmax", self(), dimension, Softmax::new));
  }

  /// The logarithms of probabilities over the channels.
  default Tensor logSoftmax() {
    return new Tensor(ActivationLayer.of(self(), "softmax", "logSoftmax", "logSoftmax", new LogSoftmax(1)));
  }

  /// The logarithms of probabilities over a dimension: 0 is the channels, -1 the last one.
  default Tensor logSoftmax(int dimension) {
    return new Tensor(ShapeLayer.softmax("logSoftmax", self(), dimension, LogSoftmax::new));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
