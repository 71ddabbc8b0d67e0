package jacquard.ir.planted;

import java.util.Locale;

/// What is wrong.
public enum Kind {
  /// The other sign.
  SIGN,
  /// A factor too many, too few, or off by a hundredth.
  FACTOR,
  /// A term too few.
  TERM,
  /// Operands in the other order, or another one.
  OPERAND,
  /// One element too far.
  INDEX,
  /// Steps of another size.
  STRIDE,
  /// A loop or a bound one short.
  WINDOW,
  /// The other side of a decision, or a decision left out.
  MASK,
  /// A decision that falls otherwise where both sides are equal, and nowhere else.
  TIE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
