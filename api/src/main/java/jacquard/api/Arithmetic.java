package jacquard.api;

import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Sub;

/// Arithmetic of a [Tensor]; operands broadcast as in numpy, the batch dimension stays. A vector `[C]` beside `[C,H…]` is one number per
/// channel.
sealed interface Arithmetic permits Tensor {
  default Tensor plus(Tensor other) {
    return ArithmeticLayer.of("add", new Add(), self(), other);
  }

  default Tensor plus(double value) {
    return ArithmeticLayer.of("add", new Add(), self(), value);
  }

  default Tensor minus(Tensor other) {
    return ArithmeticLayer.of("sub", new Sub(), self(), other);
  }

  default Tensor minus(double value) {
    return ArithmeticLayer.of("sub", new Sub(), self(), value);
  }

  default Tensor times(Tensor other) {
    return ArithmeticLayer.of("mul", new Mul(), self(), other);
  }

  default Tensor times(double value) {
    return ArithmeticLayer.of("mul", new Mul(), self(), value);
  }

  default Tensor div(Tensor other) {
    return ArithmeticLayer.of("div", new Div(), self(), other);
  }

  default Tensor div(double value) {
    return ArithmeticLayer.of("div", new Div(), self(), value);
  }

  /// The matrix product of the last two dimensions, `[…,M,K] · […,K,N] -> […,M,N]`; those before them broadcast.
  default Tensor matMul(Tensor other) {
    return ArithmeticLayer.matMul(self(), other);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
