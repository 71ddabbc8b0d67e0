package jacquard.compiler.scalar;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;

/// The instructions of one float type, in short: what the expansions of functions are written with.
///
/// `bits` below are those of the integer type of the same width: i32 beside f32, i64 beside f64.
final class FloatMath {
  private final ScalarCodeBuilder builder;
  private final DType type;

  FloatMath(ScalarCodeBuilder builder, DType type) {
    if (!type.isFloat()) {
      throw CompilerBug.of("no such function of %s", type.text());
    }
    this.builder = builder;
    this.type = type;
  }

  boolean isF32() {
    return type == DType.F32;
  }

  /// Digits after the point of the significand.
  int fractionBits() {
    return isF32() ? 23 : 52;
  }

  /// What is added to an exponent in the representation.
  int bias() {
    return isF32() ? 127 : 1023;
  }

  int constant(double value) {
    return builder.constant(value, type);
  }

  /// One of two constants, by type.
  int constant(double f32, double f64) {
    return constant(isF32() ? f32 : f64);
  }

  /// One of two tables, by type.
  double[] table(double[] f32, double[] f64) {
    return isF32() ? f32 : f64;
  }

  /// The value of constant `x` if it is one, otherwise NaN.
  double constantValue(int x) {
    return builder.constantValue(x);
  }

  int add(int a, int b) {
    return builder.add(a, b);
  }

  int sub(int a, int b) {
    return builder.sub(a, b);
  }

  int mul(int a, int b) {
    return builder.mul(a, b);
  }

  int div(int a, int b) {
    return builder.div(a, b);
  }

  int sqrt(int a) {
    return builder.sqrt(a);
  }

  /// `near`, or the function `FAR_SIN` or `FAR_COS` of `x` where that is far.
  int far(Opcode fn, int near, int x) {
    return builder.far(fn, near, x);
  }

  int fma(int a, int b, int c) {
    return builder.fma(a, b, c);
  }

  int neg(int a) {
    return builder.neg(a);
  }

  int abs(int a) {
    return builder.abs(a);
  }

  int select(int test, int then, int otherwise) {
    return builder.select(test, then, otherwise);
  }

  int lt(int a, int b) {
    return builder.compare(Opcode.LT, a, b);
  }

  int le(int a, int b) {
    return builder.compare(Opcode.LE, a, b);
  }

  int gt(int a, int b) {
    return builder.compare(Opcode.GT, a, b);
  }

  int ge(int a, int b) {
    return builder.compare(Opcode.GE, a, b);
  }

  int eq(int a, int b) {
    return builder.compare(Opcode.EQ, a, b);
  }

  int and(int a, int b) {
    return builder.and(a, b);
  }

  int or(int a, int b) {
    return builder.or(a, b);
  }

  int xor(int a, int b) {
    return builder.xor(a, b);
  }

  int not(int a) {
    return builder.not(a);
  }

  /// `x` where it is at most `bound`, else `bound`; keeps NaN.
  int atMost(int x, int bound) {
    return select(gt(x, bound), bound, x);
  }

  /// `x` where it is at least `bound`, else `bound`; keeps NaN.
  int atLeast(int x, int bound) {
    return select(lt(x, bound), bound, x);
  }

  /// `c₀ + x·(c₁ + x·(c₂ + …))`, Horner with fma.
  int polynomial(int x, double... coefficients) {
    int sum = constant(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = fma(sum, x, constant(coefficients[i]));
    }
    return sum;
  }

  // bits

  /// The bits of float `x`, or the float with bits `x`.
  int cast(int x) {
    return builder.bitcast(x);
  }

  int bits(long bits) {
    return builder.bits(isF32() ? (int) bits : bits, isF32() ? DType.I32 : DType.I64);
  }

  /// The bits of the float `value`, as a constant.
  int bitsOf(double value) {
    return cast(constant(value));
  }

  int shiftLeft(int bits, int distance) {
    return builder.shift(Opcode.SHL, bits, distance);
  }

  /// Zeros come in from the left.
  int shiftRight(int bits, int distance) {
    return builder.shift(Opcode.USHR, bits, distance);
  }

  int max(int a, int b) {
    return builder.max(a, b);
  }

  /// The magnitude of `x` with the sign of `sign`; `x` is not negative.
  int withSign(int x, int sign) {
    return cast(or(cast(x), and(cast(sign), bitsOf(-0.0))));
  }

  /// A float whose last digits are an integer: 1.5·2ᵐ with m `fractionBits`, plus `bias` to be found in the last digits.
  ///
  /// `t = fma(x, y, magic(b))` rounds x·y to an integer n, half to even: `t - magic(b)` is n as a float, and the last digits of the bits
  /// of t are n + b, ready to be shifted into an exponent. Source: Muller et al., Handbook of Floating-Point Arithmetic, 2010, §11.1.
  int magic(int bias) {
    return constant(Math.scalb(1.5, fractionBits()) + bias);
  }

  /// 2ⁿ, from a float `t` whose last digits are n + `bias()`.
  int powerOfTwo(int t) {
    return cast(shiftLeft(cast(t), fractionBits()));
  }

  int infinity() {
    return constant(Double.POSITIVE_INFINITY);
  }

  int nan() {
    return constant(Double.NaN);
  }
}
