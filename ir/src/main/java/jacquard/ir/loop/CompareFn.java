package jacquard.ir.loop;

import java.util.Locale;

/// Comparisons of two numbers; all but `NE` are false when either side is NaN.
public enum CompareFn {
  LT, LE, GT, GE, EQ, NE;

  public boolean at(double a, double b) {
    return switch (this) {
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case EQ -> a == b;
      case NE -> a != b;
    };
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
