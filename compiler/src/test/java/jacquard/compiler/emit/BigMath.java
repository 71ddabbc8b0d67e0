package jacquard.compiler.emit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Functions to about 40 digits, as the yardstick for f64.
final class BigMath {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal LN2 =
      new BigDecimal("0.693147180559945309417232121458176568075500134360255254120680009493393621969694716");
  private static final BigDecimal TWO_OVER_ROOT_PI =
      new BigDecimal("1.12837916709551257389615890312154517168810125865799771368817144342128493688298682897");
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal FAR = of(5000);
  private static final BigDecimal ROOT_8 = of(8).sqrt(DIGITS);

  /// Digits of π/2 for arguments up to the largest double.
  private static final MathContext ANGLE_DIGITS = new MathContext(400);
  private static final BigDecimal LONG_HALF_PI = arctan(5).multiply(of(8)).subtract(arctan(239).multiply(TWO));

  private BigMath() {}

  static BigDecimal of(double x) {
    return new BigDecimal(x);
  }

  /// From 5000 on 10⁹⁰⁰⁰ or 10⁻⁹⁰⁰⁰ stand for it, which are no doubles either, nor are their products with some.
  static BigDecimal exp(BigDecimal x) {
    if (x.abs().compareTo(FAR) > 0) {
      return BigDecimal.ONE.movePointRight(x.signum() * 9000);
    }
    int n = x.divide(LN2, DIGITS).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
    return scale(expm1Small(x.subtract(LN2.multiply(of(n)))).add(BigDecimal.ONE), n);
  }

  static BigDecimal expm1(BigDecimal x) {
    return x.abs().compareTo(BigDecimal.ONE) < 0 ? expm1Small(x) : exp(x).subtract(BigDecimal.ONE, DIGITS);
  }

  private static BigDecimal expm1Small(BigDecimal x) {
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int n = 2; n < 60 && term.signum() != 0; n++) {
      term = term.multiply(x, DIGITS).divide(of(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  private static BigDecimal scale(BigDecimal x, int n) {
    return n >= 0 ? x.multiply(new BigDecimal(BigInteger.TWO.pow(n)), DIGITS) : x.divide(new BigDecimal(BigInteger.TWO.pow(-n)), DIGITS);
  }

  /// One step of third order from the double nearest.
  static BigDecimal log(BigDecimal x) {
    BigDecimal guess = of(StrictMath.log(x.doubleValue()));
    BigDecimal rest = x.multiply(exp(guess.negate()), DIGITS).subtract(BigDecimal.ONE);
    BigDecimal square = rest.multiply(rest, DIGITS);
    return guess.add(rest).subtract(square.divide(TWO, DIGITS)).add(square.multiply(rest, DIGITS).divide(of(3), DIGITS));
  }

  static BigDecimal log1p(BigDecimal x) {
    if (x.abs().compareTo(new BigDecimal("1e-5")) > 0) {
      return log(x.add(BigDecimal.ONE));
    }
    BigDecimal power = x;
    BigDecimal sum = x;
    for (int n = 2; n < 12; n++) {
      power = power.multiply(x, DIGITS).negate();
      sum = sum.add(power.divide(of(n), DIGITS), DIGITS);
    }
    return sum;
  }

  static BigDecimal tanh(BigDecimal x) {
    BigDecimal e = expm1(x.multiply(TWO));
    return e.divide(e.add(TWO, DIGITS), DIGITS);
  }

  static BigDecimal sin(BigDecimal x) {
    return quarter(x, 0);
  }

  static BigDecimal cos(BigDecimal x) {
    return quarter(x, 1);
  }

  private static BigDecimal quarter(BigDecimal x, int quarters) {
    BigDecimal n = x.divide(LONG_HALF_PI, ANGLE_DIGITS).setScale(0, RoundingMode.HALF_EVEN);
    BigDecimal r = x.subtract(LONG_HALF_PI.multiply(n)).round(DIGITS);
    int quadrant = n.toBigInteger().add(BigInteger.valueOf(quarters)).mod(BigInteger.valueOf(4)).intValue();
    BigDecimal term = quadrant % 2 == 0 ? r : BigDecimal.ONE;
    BigDecimal sum = term;
    for (int k = quadrant % 2 == 0 ? 2 : 1; k < 50; k += 2) {
      term = term.multiply(r, DIGITS).multiply(r, DIGITS).divide(of((double) k * (k + 1)), DIGITS).negate();
      sum = sum.add(term, DIGITS);
    }
    return quadrant < 2 ? sum : sum.negate();
  }

  /// `arctan(1/n)`.
  private static BigDecimal arctan(int n) {
    BigDecimal power = BigDecimal.ONE.divide(of(n), ANGLE_DIGITS);
    BigDecimal sum = power;
    for (int k = 3; power.precision() - power.scale() > -ANGLE_DIGITS.getPrecision(); k += 2) {
      power = power.divide(of((double) -n * n), ANGLE_DIGITS);
      sum = sum.add(power.divide(of(k), ANGLE_DIGITS), ANGLE_DIGITS);
    }
    return sum;
  }

  /// `2/√π exp(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!`: nothing cancels.
  static BigDecimal erf(BigDecimal x) {
    if (x.abs().compareTo(of(7)) > 0) {
      return of(x.signum()); // 10⁻²² too much
    }
    BigDecimal square = x.multiply(x, DIGITS).multiply(TWO);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int n = 1; n < 200 && term.signum() != 0 && term.precision() - term.scale() > sum.precision() - sum.scale() - 40; n++) {
      term = term.multiply(square, DIGITS).divide(of(2 * n + 1), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return TWO_OVER_ROOT_PI.multiply(exp(x.multiply(x, DIGITS).negate()), DIGITS).multiply(sum, DIGITS);
  }

  /// `e^(−x²/2)`.
  static BigDecimal gauss(BigDecimal x) {
    return exp(x.multiply(x).divide(TWO).negate());
  }

  /// From 2 on `φ(t) / (t + 1/(t + 2/(t + 3/…)))`, below `½ − φ(t)·Σ t^(2n+1)/(2n+1)!!`; both of t = −x.
  static BigDecimal normcdf(BigDecimal x) {
    BigDecimal t = x.abs();
    BigDecimal density = gauss(t).multiply(TWO_OVER_ROOT_PI, DIGITS).divide(ROOT_8, DIGITS);
    BigDecimal tail;
    if (t.compareTo(TWO) < 0) {
      BigDecimal term = t;
      BigDecimal sum = t;
      for (int n = 1; n < 150; n++) {
        term = term.multiply(t, DIGITS).multiply(t, DIGITS).divide(of(2 * n + 1), DIGITS);
        sum = sum.add(term, DIGITS);
      }
      tail = new BigDecimal("0.5").subtract(density.multiply(sum, DIGITS), DIGITS);
    } else {
      BigDecimal fraction = t;
      for (int k = 500; k >= 1; k--) {
        fraction = t.add(of(k).divide(fraction, DIGITS), DIGITS);
      }
      tail = density.divide(fraction, DIGITS);
    }
    return x.signum() < 0 ? tail : BigDecimal.ONE.subtract(tail);
  }

  /// `1 / (1 + e⁻ʷ)` with `w = 2√(2/π)·(x + 0.044715·x³)`.
  static BigDecimal gelugate(BigDecimal x) {
    BigDecimal cubic = x.add(x.pow(3).multiply(new BigDecimal("0.044715")));
    BigDecimal w = cubic.multiply(TWO_OVER_ROOT_PI, DIGITS).multiply(ROOT_8, DIGITS).divide(TWO, DIGITS);
    return sigmoid(w);
  }

  static BigDecimal sigmoid(BigDecimal x) {
    BigDecimal e = exp(x.abs().negate());
    return (x.signum() < 0 ? e : BigDecimal.ONE).divide(e.add(BigDecimal.ONE), DIGITS);
  }

  static BigDecimal pow(BigDecimal x, BigDecimal y) {
    return exp(y.multiply(log(x), DIGITS));
  }
}
