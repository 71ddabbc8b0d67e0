package jacquard.ir.onnx.read;

import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// `asin` and `acos` as formulas: `asin x = x + x·R(x²)` up to 1/2, and by the half angle beyond, with `t = (1 − |x|)/2`:
///
///     asin |x| = π/2 − 2·(√t + √t·R(t))
///
/// Source: Sun Microsystems' fdlibm 5.3, `e_asin.c`, the rational approximation R of `(asin x − x)/x³` on [0, 1/2]
final class InverseSine {
  private static final double[] NUMERATOR = {1.66666666666666657415e-01, -3.25565818622400915405e-01, 2.01212532134862925881e-01,
      -4.00555345006794114027e-02, 7.91534994289814532176e-04, 3.47933107596021167570e-05};
  private static final double[] DENOMINATOR = {1, -2.40339491173441421878e+00, 2.02094576023350569471e+00, -6.88283971605453293030e-01,
      7.70381505559019352791e-02};
  private static final Scalar HALF = Scalar.constant(0.5);
  private static final Scalar QUARTER_TURN = Scalar.constant(Math.PI / 2);

  private InverseSine() {}

  static Scalar asin(Scalar x) {
    Scalar size = x.apply(UnaryFn.ABS);
    Scalar far = QUARTER_TURN.minus(Scalar.constant(2).times(half(size)));
    Scalar signed = Scalar.select(x.compare(CompareFn.LT, Scalar.constant(0)), far.negated(), far);
    return Scalar.select(size.compare(CompareFn.LT, HALF), near(x), signed);
  }

  static Scalar acos(Scalar x) {
    Scalar size = x.apply(UnaryFn.ABS);
    Scalar far = Scalar.constant(2).times(half(size));
    Scalar signed = Scalar.select(x.compare(CompareFn.LT, Scalar.constant(0)), Scalar.constant(Math.PI).minus(far), far);
    return Scalar.select(size.compare(CompareFn.LT, HALF), QUARTER_TURN.minus(near(x)), signed);
  }

  private static Scalar near(Scalar x) {
    return x.plus(x.times(ratio(x.times(x))));
  }

  /// `asin √t` with `t = (1 − |x|)/2`.
  private static Scalar half(Scalar size) {
    Scalar t = Scalar.constant(1).minus(size).times(HALF);
    Scalar root = t.apply(UnaryFn.SQRT);
    return root.plus(root.times(ratio(t)));
  }

  private static Scalar ratio(Scalar t) {
    return t.times(polynomial(NUMERATOR, t)).dividedBy(polynomial(DENOMINATOR, t));
  }

  private static Scalar polynomial(double[] coefficients, Scalar t) {
    Scalar sum = Scalar.constant(coefficients[coefficients.length - 1]);
    for (int k = coefficients.length - 2; k >= 0; k--) {
      sum = sum.times(t).plus(Scalar.constant(coefficients[k]));
    }
    return sum;
  }
}
