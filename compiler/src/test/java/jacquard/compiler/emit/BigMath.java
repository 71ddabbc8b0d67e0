package jacquard.compiler.emit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Functions to about 40 digits, as the yardstick for f64.
final class BigMath {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal LN2 = new BigDecimal("0.693147180559945309417232121458176568075500134360255254120680009493393621969694716");
  private static final BigDecimal HALF_PI = new BigDecimal("1.57079632679489661923132169163975144209858469968755291048747229615390820314310449931");
  private static final BigDecimal TWO_OVER_ROOT_PI =
      new BigDecimal("1.12837916709551257389615890312154517168810125865799771368817144342128493688298682897");
  private static final BigDecimal TWO = BigDecimal.TWO;

  private BigMath() {}

  static BigDecimal of(double x) {
    return new BigDecimal(x);
  }

  static BigDecimal exp(BigDecimal x) {
    int n = x.divide(LN2, DIGITS).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
    return scale(expm1Small(x.subtract(LN2.multiply(of(n)))).add(BigDecimal.ONE), n);
  }

  static BigDecimal expm1(BigDecimal x) {
    return x.abs().compareTo(BigDecimal.ONE) < 0 ? expm1Small(x) : exp(x).subtract(BigDecimal.ONE);
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
    return e.divide(e.add(TWO), DIGITS);
  }

  static BigDecimal sin(BigDecimal x) {
    return quarter(x, 0);
  }

  static BigDecimal cos(BigDecimal x) {
    return quarter(x, 1);
  }

  private static BigDecimal quarter(BigDecimal x, int quarters) {
    long n = x.divide(HALF_PI, DIGITS).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    BigDecimal r = x.subtract(HALF_PI.multiply(BigDecimal.valueOf(n)));
    int quadrant = (int) Math.floorMod(n + quarters, 4L);
    BigDecimal term = quadrant % 2 == 0 ? r : BigDecimal.ONE;
    BigDecimal sum = term;
    for (int k = quadrant % 2 == 0 ? 2 : 1; k < 50; k += 2) {
      term = term.multiply(r, DIGITS).multiply(r, DIGITS).divide(of((double) k * (k + 1)), DIGITS).negate();
      sum = sum.add(term, DIGITS);
    }
    return quadrant < 2 ? sum : sum.negate();
  }

  /// `2/√π exp(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!`: nothing cancels.
  static BigDecimal erf(BigDecimal x) {
    BigDecimal square = x.multiply(x, DIGITS).multiply(TWO);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int n = 1; n < 200 && term.signum() != 0 && term.precision() - term.scale() > sum.precision() - sum.scale() - 40; n++) {
      term = term.multiply(square, DIGITS).divide(of(2 * n + 1), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return TWO_OVER_ROOT_PI.multiply(exp(x.multiply(x, DIGITS).negate()), DIGITS).multiply(sum, DIGITS);
  }

  static BigDecimal pow(BigDecimal x, BigDecimal y) {
    return exp(y.multiply(log(x), DIGITS));
  }
}
