package jacquard.api.layer;

import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Philox;

/// How a parameter starts: the value of each element, from random numbers at that element's position.
///
/// Numerics values are drawn in double from Philox (seed, stream = number of the parameter in its model, step 0) and rounded to the
/// parameter's type, so they are the same on every machine and thread, in any order.
///
/// The default is [#fanIn()]: the rule of PyTorch's layers. It does not ask which activation follows (the variance 1/(3·inputs)
/// trains both tanh and relu networks of the depth of LeNet-5 and the lecture notes' networks), and results published for PyTorch
/// start from it. Deep relu networks without normalisation want [#heNormal()].
@FunctionalInterface
public interface Initializer {
  /// The value of `element` (row-major); `random` serves this parameter alone.
  double value(Philox random, long element, Fan fan);

  /// Fills `to`, a parameter's array, with the value of each element, rounded. One after the other here; those below draw many at once.
  ///
  /// Errors [Interrupted].
  default void fill(Philox random, Fan fan, NdArray to) {
    for (int i = 0; i < to.size(); i++) {
      if (i % Drawn.PIECE == 0) {
        Interrupted.check();
      }
      to.set(i, value(random, i, fan));
    }
  }

  /// Uniform in ±1/√inputs, for weights and biases.
  ///
  /// Source: LeCun, Bottou, Orr, Müller 1998, "Efficient BackProp", section 4.6, scaled as `torch.nn.Linear.reset_parameters` has it.
  static Initializer fanIn() {
    return new Drawn(Drawn.Law.UNIFORM, fan -> 1 / Math.sqrt((double) fan.inputs()));
  }

  /// Normal with variance 2/inputs. Source: He et al. 2015, arXiv:1502.01852, equation 10.
  static Initializer heNormal() {
    return new Drawn(Drawn.Law.NORMAL, fan -> Math.sqrt(2.0 / fan.inputs()));
  }

  /// Uniform in ±√(6/inputs): variance 2/inputs.
  static Initializer heUniform() {
    return new Drawn(Drawn.Law.UNIFORM, fan -> Math.sqrt(6.0 / fan.inputs()));
  }

  /// Normal with variance 2/(inputs + outputs). Source: Glorot & Bengio 2010, "Understanding the difficulty of training deep
  /// feedforward neural networks", equation 12.
  static Initializer glorotNormal() {
    return new Drawn(Drawn.Law.NORMAL, fan -> Math.sqrt(2.0 / (fan.inputs() + fan.outputs())));
  }

  /// Uniform in ±√(6/(inputs + outputs)). Source: Glorot & Bengio 2010, equation 16.
  static Initializer glorotUniform() {
    return new Drawn(Drawn.Law.UNIFORM, fan -> Math.sqrt(6.0 / (fan.inputs() + fan.outputs())));
  }

  /// Normal with mean 0 and standard deviation `sigma`.
  static Initializer gaussian(double sigma) {
    return new Drawn(Drawn.Law.NORMAL, fan -> sigma);
  }

  static Initializer zeros() {
    return constant(0);
  }

  static Initializer constant(double value) {
    return (random, element, fan) -> value;
  }
}
