package jacquard.ir.loop;

import java.util.Locale;

/// Functions of two numbers. `MAX` and `MIN` give NaN when either side is NaN and share the slope equally between equal sides.
public enum BinaryFn {
  ADD {
    @Override public double at(double a, double b) { return a + b; }
  },
  SUB {
    @Override public double at(double a, double b) { return a - b; }
  },
  MUL {
    @Override public double at(double a, double b) { return a * b; }
  },
  DIV {
    @Override public double at(double a, double b) { return a / b; }
  },
  MAX {
    @Override public double at(double a, double b) { return Math.max(a, b); }
  },
  MIN {
    @Override public double at(double a, double b) { return Math.min(a, b); }
  },
  POW {
    @Override public double at(double a, double b) { return StrictMath.pow(a, b); }
  },
  AND {
    @Override public double at(double a, double b) { return a != 0 && b != 0 ? 1 : 0; }
  },
  OR {
    @Override public double at(double a, double b) { return a != 0 || b != 0 ? 1 : 0; }
  };

  public abstract double at(double a, double b);

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
