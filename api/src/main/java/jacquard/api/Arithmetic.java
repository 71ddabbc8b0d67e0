package jacquard.api;

import jacquard.api.build.ArithmeticLayer;
import jacquard.api.network.Symbol;
import jacquard.ir.op.Add;
import jacquard.ir.op.Div;
import jacquard.ir.op.Mul;
import jacquard.ir.op.Sub;

/// Arithmetic of a [Tensor]; operands broadcast as in numpy, the batch dimension stays. A vector `[C]` beside `[C,H…]` is one number per
/// channel.
sealed interface Arithmetic permits Tensor {
  default Tensor plus(Tensor other) {
    return new Tensor(ArithmeticLayer.of("add", new Add(), self(), other.symbol()));
  }

  default Tensor plus(double value) {
    return new Tensor(ArithmeticLayer.of("add", new Add(), self(), value));
  }

  default Tensor minus(Tensor other) {
    return new Tensor(ArithmeticLayer.of("sub", new Sub(), self(), other.symbol()));
  }

  default Tensor minus(double value) {
    return new Tensor(ArithmeticLayer.of("sub", new Sub(), self(), value));
  }

  default Tensor times(Tensor other) {
    return new Tensor(ArithmeticLayer.of("mul", new Mul(), self(), other.symbol()));
  }

  default Tensor times(double value) {
    return new Tensor(ArithmeticLayer.of("mul", new Mul(), self(), value));
  }

  default Tensor div(Tensor other) {
    return new Tensor(ArithmeticLayer.of("div", new Div(), self(), other.symbol()));
  }

  default Tensor div(double value) {
    return new Tensor(ArithmeticLayer.of("div", new Div(), self(), value));
  }

  /// The matrix product of the last two dimensions, `[…,M,K] · […,K,N] -> […,M,N]`; those before them broadcast.
  default Tensor matMul(Tensor other) {
    return new Tensor(ArithmeticLayer.matMul(self(), other.symbol()));
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
