package jacquard.compiler.scalar;

import java.util.Locale;

/// What one instruction of a [ScalarCode] does.
///
/// Only operations that the JVM's scalar bytecode and the Vector API do with the same bits, interpreted and compiled. NaN is one
/// value here: sign and payload of a NaN are not defined, so no expansion may look at them.
public enum Opcode {
  /// The constant whose bits the instruction carries.
  CONST(0),
  /// The value of access number `index`, in the access's own type.
  READ(0),
  /// The accumulated value.
  ACC(0),
  /// Index expression number `index` of the code, converted as Java casts `int`.
  INDEX(0),
  /// Extent number `index` of the code, converted as Java casts `int`.
  COUNT(0),

  /// Floats and integers, wrapping.
  ADD(2), SUB(2), MUL(2), NEG(1), ABS(1),
  /// As `Math.max`: NaN propagates, -0.0 < 0.0.
  MAX(2), MIN(2),
  /// Floats only.
  DIV(2), SQRT(1),
  /// `a·b + c` rounded once. Floats only.
  FMA(3),
  /// [jacquard.runtime.FarAngles] of b where |b| is at least [TrigCode#FAR], else `a`. Floats only; meant to be rare: the vector form goes
  /// through the lanes.
  FAR_SIN(2), FAR_COS(2),

  /// Two numbers of one type to a `bool`; all but `NE` are false when either side is NaN.
  LT(2), LE(2), GT(2), GE(2), EQ(2), NE(2),
  /// `a ? b : c` with a `bool` a.
  SELECT(3),

  /// Bitwise on integers, logical on `bool`.
  AND(2), OR(2), XOR(2),
  /// Of a `bool`.
  NOT(1),
  /// Integer shifts by the constant `index`.
  SHL(1), SHR(1), USHR(1),

  /// Between f32, f64, i32 and i64 as Java casts.
  CONVERT(1),
  /// The same bits as f32 or i32, as f64 or i64.
  BITCAST(1);

  private final int arguments;

  Opcode(int arguments) {
    this.arguments = arguments;
  }

  /// How many values the instruction reads.
  public int arguments() {
    return arguments;
  }

  /// Whether the value comes from outside the code.
  public boolean isLeaf() {
    return this == READ || this == ACC || this == INDEX || this == COUNT;
  }

  public boolean isCompare() {
    return compareTo(LT) >= 0 && compareTo(NE) <= 0;
  }

  /// Whether the value is that of a function where the argument is far, and given elsewhere.
  public boolean isFar() {
    return this == FAR_SIN || this == FAR_COS;
  }

  public boolean isShift() {
    return this == SHL || this == SHR || this == USHR;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
