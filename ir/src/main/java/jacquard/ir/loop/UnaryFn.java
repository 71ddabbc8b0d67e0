package jacquard.ir.loop;

import java.util.Locale;

/// Functions of one number. Each states its value (in double, the reference) and its derivative as an expression.
///
/// Slopes of any order are written so that no two large numbers leave a small one: `SIGMOID`, `GAUSS`, `NORMCDF` and `GELUGATE` exist
/// because what they say cannot be said with the others without cancelling, or without an exponent whose rounding is magnified.
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
    @Override Scalar cotangent(Scalar x, Scalar dy) { return dy.dividedBy(Scalar.constant(2).times(x.apply(SQRT))); }
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
    @Override Scalar cotangent(Scalar x, Scalar dy) { return dy.dividedBy(x); }
  },
  LOG1P {
    @Override public double at(double x) { return StrictMath.log1p(x); }
    @Override Scalar slope(Scalar x) { return ONE.dividedBy(ONE.plus(x)); }
    @Override Scalar cotangent(Scalar x, Scalar dy) { return dy.dividedBy(ONE.plus(x)); }
  },
  TANH {
    @Override public double at(double x) { return StrictMath.tanh(x); }
    /// `4e / (1 + e)²` with `e = e^(−2|x|)`, which is `1 − tanh² x` without the difference.
    @Override Scalar slope(Scalar x) {
      Scalar e = x.apply(ABS).times(Scalar.constant(-2)).apply(EXP);
      Scalar size = ONE.plus(e);
      return Scalar.constant(4).times(e).dividedBy(size.times(size));
    }
  },
  /// `1 / (1 + e⁻ˣ)`.
  SIGMOID {
    @Override public double at(double x) {
      double e = StrictMath.exp(-Math.abs(x));
      return (x < 0 ? e : 1) / (1 + e);
    }
    /// `y·(1 − y)`, where `1 − y` is the value at `−x`.
    @Override Scalar slope(Scalar x) { return x.apply(SIGMOID).times(x.negated().apply(SIGMOID)); }
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
    @Override public double at(double x) { return ErrorFunction.at(x); }
    /// `2/√π e^(−x²)`, the exponential as a square, whose halves underflow later.
    @Override Scalar slope(Scalar x) {
      return Scalar.constant(2 / Math.sqrt(Math.PI)).times(x.apply(GAUSS)).times(x.apply(GAUSS));
    }
  },
  /// `e^(−x²/2)`.
  GAUSS {
    @Override public double at(double x) { return Gaussian.at(x); }
    @Override Scalar slope(Scalar x) { return x.times(x.apply(GAUSS)).negated(); }
  },
  /// The normal distribution function, `1/√(2π) ∫ e^(−t²/2) dt` from -∞ to `x`, which is `½ erfc(−x/√2)`.
  NORMCDF {
    @Override public double at(double x) { return Gaussian.below(x); }
    @Override Scalar slope(Scalar x) { return Scalar.constant(1 / Math.sqrt(2 * Math.PI)).times(x.apply(GAUSS)); }
  },
  /// `1 / (1 + e⁻ʷ)` with `w = 2√(2/π)·(x + 0.044715·x³)`: an approximation of `NORMCDF`.
  GELUGATE {
    @Override public double at(double x) { return GeluGate.at(x); }
    /// `y·(1 − y)·w'`, where `1 − y` is the value at `−x`; `w'` of `x` cut to where the others have not vanished, as 0·∞ is no slope.
    @Override Scalar slope(Scalar x) {
      Scalar limit = Scalar.constant(GeluGate.SATURATED);
      Scalar cut = new Scalar.Binary(BinaryFn.MIN, new Scalar.Binary(BinaryFn.MAX, x, Scalar.constant(-GeluGate.SATURATED)), limit);
      Scalar quadratic = ONE.plus(cut.times(cut).times(Scalar.constant(3 * GeluGate.CUBIC)));
      return x.apply(GELUGATE).times(x.negated().apply(GELUGATE)).times(quadratic.times(Scalar.constant(GeluGate.SCALE)));
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

  /// The cotangent of `x` where that of the result is `dy`: `dy · slope`, which overflows no sooner than its value does.
  Scalar cotangent(Scalar x, Scalar dy) {
    return dy.times(slope(x));
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
