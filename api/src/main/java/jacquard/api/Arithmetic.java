package jacquard.api;

import jacquard.api.build.ArithmeticLayer;
import jacquard.api.check.Check;
import jacquard.api.network.Symbol;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Maximum;
import jacquard.ir.op.elementwise.Minimum;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Pow;
import jacquard.ir.op.elementwise.Sub;
import jacquard.ir.op.elementwise.Where;

/// Arithmetic of a [Tensor]; operands broadcast as in numpy, the batch dimension stays. A vector `[C]` beside `[C,H…]` is one number per
/// channel.
sealed interface Arithmetic permits Tensor {
  default Tensor plus(Tensor other) {
    return new Tensor(ArithmeticLayer.of("add", new Add(), self(), symbol(other)));
  }

  default Tensor plus(double value) {
    return new Tensor(ArithmeticLayer.of("add", new Add(), self(), value));
  }

  default Tensor minus(Tensor other) {
    return new Tensor(ArithmeticLayer.of("sub", new Sub(), self(), symbol(other)));
  }

  default Tensor minus(double value) {
    return new Tensor(ArithmeticLayer.of("sub", new Sub(), self(), value));
  }

  default Tensor times(Tensor other) {
    return new Tensor(ArithmeticLayer.of("mul", new Mul(), self(), symbol(other)));
  }

  default Tensor times(double value) {
    return new Tensor(ArithmeticLayer.of("mul", new Mul(), self(), value));
  }

  default Tensor div(Tensor other) {
    return new Tensor(ArithmeticLayer.of("div", new Div(), self(), symbol(other)));
  }

  default Tensor div(double value) {
    return new Tensor(ArithmeticLayer.of("div", new Div(), self(), value));
  }

  /// `x^exponent`, with the special cases of `StrictMath.pow`.
  default Tensor pow(double exponent) {
    return new Tensor(ArithmeticLayer.of("pow", new Pow(), self(), exponent));
  }

  default Tensor pow(Tensor exponent) {
    return new Tensor(ArithmeticLayer.of("pow", new Pow(), self(), symbol(exponent)));
  }

  /// The larger of both; equal ones share the gradient.
  default Tensor maximum(Tensor other) {
    return new Tensor(ArithmeticLayer.of("maximum", new Maximum(), self(), symbol(other)));
  }

  /// The smaller of both; equal ones share the gradient.
  default Tensor minimum(Tensor other) {
    return new Tensor(ArithmeticLayer.of("minimum", new Minimum(), self(), symbol(other)));
  }

  /// Where this is below `other`, as a mask for [#where].
  default Tensor lessThan(Tensor other) {
    return new Tensor(ArithmeticLayer.of("lessThan", new Compare(CompareFn.LT), self(), symbol(other)));
  }

  default Tensor lessThan(double other) {
    return new Tensor(ArithmeticLayer.of("lessThan", new Compare(CompareFn.LT), self(), other));
  }

  /// Where both are equal, as a mask for [#where].
  default Tensor equalTo(Tensor other) {
    return new Tensor(ArithmeticLayer.of("equalTo", new Compare(CompareFn.EQ), self(), symbol(other)));
  }

  default Tensor equalTo(double other) {
    return new Tensor(ArithmeticLayer.of("equalTo", new Compare(CompareFn.EQ), self(), other));
  }

  /// Of a mask: `then` where it holds, `otherwise` elsewhere.
  ///
  /// ```java
  /// x.lessThan(0).where(x.times(0.1), x)   // a leaky rectifier
  /// ```
  ///
  /// Errors: `where/dtype` of a tensor that is no mask.
  default Tensor where(Tensor then, Tensor otherwise) {
    return new Tensor(ArithmeticLayer.of("where", new Where(), self(), symbol(then), symbol(otherwise)));
  }

  /// The matrix product of the last two dimensions, `[…,M,K] · […,K,N] -> […,M,N]`; those before them broadcast.
  default Tensor matMul(Tensor other) {
    return new Tensor(ArithmeticLayer.matMul(self(), symbol(other)));
  }

  private static Symbol symbol(Tensor operand) {
    return Check.given("an operand", operand).symbol();
  }

  private Symbol self() {
    return ((Tensor) this).symbol();
  }
}
