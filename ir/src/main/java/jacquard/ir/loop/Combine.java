package jacquard.ir.loop;

import java.util.Locale;

/// How the values of all points that write one element become that element.
///
/// Points are combined in the order of the domain, last axis fastest. An element no point writes is the identity.
public enum Combine {
  /// Each element is written by at most one point.
  ASSIGN(0),
  SUM(0),
  PRODUCT(1),
  /// The largest value; NaN wins over numbers.
  MAX(Double.NEGATIVE_INFINITY),
  /// The smallest value; NaN wins over numbers.
  MIN(Double.POSITIVE_INFINITY),
  /// The position ([Structure#position]) of the first largest value in domain order; -1 where there is none.
  FIRST_MAX(-1),
  /// The position of the first smallest value; -1 where there is none.
  FIRST_MIN(-1);

  private final double identity;

  Combine(double identity) {
    this.identity = identity;
  }

  public double identity() {
    return identity;
  }

  /// Whether the result is a position, not a value.
  public boolean isPosition() {
    return this == FIRST_MAX || this == FIRST_MIN;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
