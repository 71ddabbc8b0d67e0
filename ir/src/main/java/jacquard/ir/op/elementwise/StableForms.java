package jacquard.ir.op.elementwise;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// Scalar forms that neither overflow nor cancel, and whose derivatives of any order do not either.
///
/// They rest on `e^−|x|`, which lies in (0, 1]; `|x|` is spelled as a choice, so that its slope at 0 is one of the two one-sided ones.
public final class StableForms {
  private static final Scalar ZERO = Scalar.constant(0);
  private static final Scalar ONE = Scalar.constant(1);

  private StableForms() {}

  /// `e^−|x|`.
  static Scalar decay(Scalar x) {
    return Scalar.select(x.compare(CompareFn.GE, ZERO), x.negated(), x).apply(UnaryFn.EXP);
  }

  /// `ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|)`.
  public static Scalar softplus(Scalar x) {
    return softplus(x, 1);
  }

  /// `ln(1 + e^(βx)) / β`.
  static Scalar softplus(Scalar x, double beta) {
    Scalar scaled = x.times(Scalar.constant(beta));
    Scalar soft = decay(scaled).apply(UnaryFn.LOG1P).dividedBy(Scalar.constant(beta));
    return Scalar.select(scaled.compare(CompareFn.GE, ZERO), x, ZERO).plus(soft);
  }

  /// `x` kept within `[lo, hi]`; the slope at the bounds is 0, NaN stays NaN.
  static Scalar clip(Scalar x, double lo, double hi) {
    Scalar above = Scalar.select(x.compare(CompareFn.GE, Scalar.constant(hi)), Scalar.constant(hi), x);
    return Scalar.select(x.compare(CompareFn.LE, Scalar.constant(lo)), Scalar.constant(lo), above);
  }
}
