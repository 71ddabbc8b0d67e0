package jacquard.ir.loop;

import java.util.Locale;

/// Functions of one number. Each states its value (in double, the reference) and its derivative as an expression.
public enum UnaryFn {
  NEG {
    @Override public double at(double x) { return -x; }
    @Override Scalar slope(Scalar x) { return Scalar.constant(-1); }
  },
  ABS {
    @Override public double at(double x) { return Math.abs(x); }
    /// The subgradient 0 at 0.
    @Override Scalar slope(Scalar x) {
      return Scalar.select(x.compare(CompareFn.GT, ZERO), ONE, Scalar.select(x.compare(CompareFn.LT, ZERO), ONE.negated(), ZERO));
    }
  },
  SQRT {
    @Override public double at(double x) { return Math.sqrt(x); }
    @Override Scalar slope(Scalar x) { return Scalar.constant(0.5).dividedBy(x.apply(SQRT)); }
  },
  EXP {
    @Override public double at(double x) { return StrictMath.exp(x); }
    @Override Scalar slope(Scalar x) { return x.apply(EXP); }
  },
  EXPM1 {
    @Override public double at(double x) { return StrictMath.expm1(x); }
    @Override Scalar slope(Scalar x) { return x.apply(EXP); }
  },
  LOG {
    @Override public double at(double x) { return StrictMath.log(x); }
    @Override Scalar slope(Scalar x) { return ONE.dividedBy(x); }
  },
  LOG1P {
    @Override public double at(double x) { return StrictMath.log1p(x); }
    @Override Scalar slope(Scalar x) { return ONE.dividedBy(ONE.plus(x)); }
  },
  TANH {
    @Override public double at(double x) { return StrictMath.tanh(x); }
    @Override Scalar slope(Scalar x) { return ONE.minus(x.apply(TANH).times(x.apply(TANH))); }
  },
  SIN {
    @Override public double at(double x) { return StrictMath.sin(x); }
    @Override Scalar slope(Scalar x) { return x.apply(COS); }
  },
  COS {
    @Override public double at(double x) { return StrictMath.cos(x); }
    @Override Scalar slope(Scalar x) { return x.apply(SIN).negated(); }
  },
  /// `2/√π ∫₀ˣ exp(-t²) dt`.
  ERF {
    @Override public double at(double x) { return Erf.at(x); }
    @Override Scalar slope(Scalar x) {
      return Scalar.constant(2 / Math.sqrt(Math.PI)).times(x.times(x).negated().apply(EXP));
    }
  },
  FLOOR {
    @Override public double at(double x) { return Math.floor(x); }
    @Override Scalar slope(Scalar x) { return ZERO; }
  },
  /// Logical negation of a `bool`.
  NOT {
    @Override public double at(double x) { return x == 0 ? 1 : 0; }
    @Override Scalar slope(Scalar x) { return ZERO; }
  };

  private static final Scalar ZERO = Scalar.constant(0);
  private static final Scalar ONE = Scalar.constant(1);

  public abstract double at(double x);

  /// The derivative at `x`, as an expression.
  abstract Scalar slope(Scalar x);

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
