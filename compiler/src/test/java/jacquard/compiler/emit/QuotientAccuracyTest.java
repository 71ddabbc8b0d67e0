package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.scalar.BitArithmetic;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.ScalarCodeBuilder;
import jacquard.ir.DType;
import jacquard.ir.loop.Derivative;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Div;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Both gradients of a quotient for operands and cotangents of any exponent: wherever the quotient is an ordinary number, the gradient is
/// right to 4 ulp, and neither NaN nor infinite unless it is too large.
class QuotientAccuracyTest {
  private static final int SAMPLES = 20_000;
  private static final MathContext DIGITS = new MathContext(40);
  private static final double BOUND = 4;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void gradients(DType type) {
    ScalarCode code = code(type);
    var random = new SplittableRandom(11);
    double least = type == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    double most = type == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) {
      double a = sample(random, type);
      double b = sample(random, type);
      double dy = random.nextInt(16) == 0 ? 0 : sample(random, type);
      double quotient = type == DType.F32 ? (float) a / (float) b : a / b;
      if (Math.abs(quotient) < least || Math.abs(quotient) > most) {
        continue;
      }
      long[] bits = ScalarInterpreter.run(code, leaf -> BitArithmetic.bitsOf(new double[] {a, b, dy}[leaf.index()], type));
      BigDecimal da = BigMath.of(dy).divide(BigMath.of(b), DIGITS);
      BigDecimal db = da.multiply(BigMath.of(a)).divide(BigMath.of(b), DIGITS).negate();
      String what = "a = " + a + ", b = " + b + ", dy = " + dy;
      check("da at " + what, type, da, BitArithmetic.valueOf(bits[0], type));
      check("db at " + what, type, db, BitArithmetic.valueOf(bits[1], type));
    }
  }

  /// Reads 0, 1 and 2 are a, b and the cotangent.
  private static ScalarCode code(DType type) {
    var div = new Div();
    List<Scalar> x = List.of(Scalar.read(0), Scalar.read(1));
    var builder = new ScalarCodeBuilder(List.of(type, type, type), type);
    for (int k = 0; k < 2; k++) {
      builder.result(builder.lower(div.cotangent(k, x, div.body(x), Scalar.read(2)), type));
    }
    return builder.build();
  }

  /// Inside a larger expression too, nothing is squared: here `b` is squared by the expression itself only.
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void nestedQuotients(DType type) {
    Scalar b = Scalar.read(1);
    Scalar db = Derivative.cotangent(Scalar.read(0).dividedBy(b).plus(Scalar.constant(1)), b, Scalar.read(2));
    ScalarCode code = ScalarCode.of(db, List.of(type, type, type), type);
    for (double scale : new double[] {1e-30, 1e-20, 1, 1e20, 1e30}) {
      for (double dy : new double[] {0, 1}) {
        long[] bits = ScalarInterpreter.run(code, leaf -> BitArithmetic.bitsOf(new double[] {scale, scale, dy}[leaf.index()], type));
        double nearest = type == DType.F32 ? (float) scale : scale;
        check("scale " + scale, type, BigMath.of(-dy).divide(BigMath.of(nearest), DIGITS), BitArithmetic.valueOf(bits[0], type));
      }
    }
  }

  private static double sample(SplittableRandom random, DType type) {
    int most = type == DType.F32 ? 126 : 1022;
    double x = Math.scalb(1 + random.nextDouble(), random.nextInt(-most, most + 1)) * (random.nextBoolean() ? 1 : -1);
    return type == DType.F32 ? (float) x : x;
  }

  private static void check(String what, DType type, BigDecimal exact, double got) {
    double nearest = type == DType.F32 ? exact.floatValue() : exact.doubleValue();
    if (Double.isInfinite(nearest)) {
      return;
    }
    double ulp = type == DType.F32 ? Math.ulp((float) nearest) : Math.ulp(nearest);
    boolean overflow = Double.isInfinite(got) && Math.abs(nearest) > (type == DType.F32 ? 0x1.fffff0p127 : 0x1.ffffffffffff0p1023);
    BigDecimal allowed = BigMath.of(BOUND).multiply(BigMath.of(ulp));
    boolean close = Double.isFinite(got) && BigMath.of(got).subtract(exact).abs().compareTo(allowed) <= 0;
    assertTrue(overflow || close, what + ": " + got + ", expected " + nearest);
  }
}
