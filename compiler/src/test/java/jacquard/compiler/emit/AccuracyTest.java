package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.ir.DType;
import jacquard.ir.loop.UnaryFn;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The largest error of each function in units in the last place: f32 against `StrictMath` in double, f64 against [BigMath].
class AccuracyTest {
  private static final int F32_SAMPLES = 1 << 17;
  private static final int F64_SAMPLES = 600;

  @TestFactory
  Stream<DynamicTest> f32() {
    return Functions.EXPANDED.stream().map(fn -> DynamicTest.dynamicTest(fn.text(), () -> {
      float[] x = new float[F32_SAMPLES];
      var random = new SplittableRandom(1);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) inDomain(fn, Functions.sample(random, DType.F32), DType.F32);
      }
      float[] y = (float[]) loop(fn, DType.F32).run((Object) x)[0];
      double worst = 0;
      double at = 0;
      for (int i = 0; i < x.length; i++) {
        double error = ulps(y[i], fn.at(x[i]));
        if (error > worst) {
          worst = error;
          at = x[i];
        }
      }
      assertAtMost(bound(fn), worst, at);
    }));
  }

  @TestFactory
  Stream<DynamicTest> f64() {
    return Functions.EXPANDED.stream().filter(fn -> fn != UnaryFn.FLOOR).map(fn -> DynamicTest.dynamicTest(fn.text(), () -> {
      double[] x = new double[F64_SAMPLES];
      var random = new SplittableRandom(2);
      for (int i = 0; i < x.length; i++) {
        x[i] = inDomain(fn, Functions.sample(random, DType.F64), DType.F64);
      }
      double[] y = (double[]) loop(fn, DType.F64).run((Object) x)[0];
      double worst = 0;
      double at = 0;
      for (int i = 0; i < x.length; i++) {
        double error = ulps(y[i], exact(fn, BigMath.of(x[i])));
        if (error > worst) {
          worst = error;
          at = x[i];
        }
      }
      assertAtMost(bound(fn), worst, at);
    }));
  }

  /// Those of one exponential stay below 2.
  private static double bound(UnaryFn fn) {
    return fn == UnaryFn.NORMCDF ? 4 : fn == UnaryFn.GELUGATE || fn == UnaryFn.SIGMOID ? 3 : 2;
  }

  @Test
  void powF32() {
    var random = new SplittableRandom(3);
    float[] x = new float[F32_SAMPLES];
    float[] y = new float[F32_SAMPLES];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Functions.sample(random, DType.F32);
      y[i] = (float) (random.nextDouble(-130, 130) / (Math.abs(Math.log(Math.abs(x[i]))) + 0.01));
      y[i] = random.nextInt(4) == 0 ? Math.round(y[i]) : y[i];
    }
    var pow = Functions.cases().getLast();
    float[] z = (float[]) new GeneratedLoop(pow.code(DType.F32), pow.reads(DType.F32), 1).run(x, y)[0];
    for (int i = 0; i < x.length; i++) {
      assertAtMost(2, ulps(z[i], StrictMath.pow(x[i], y[i])), x[i], y[i]);
    }
  }

  @Test
  void powF64() {
    var random = new SplittableRandom(4);
    double[] x = new double[F64_SAMPLES];
    double[] y = new double[F64_SAMPLES];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.exp(random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(-10, 9)));
      y[i] = random.nextDouble(-690, 690) / (Math.abs(Math.log(x[i])) + 0.01);
    }
    var pow = Functions.cases().getLast();
    double[] z = (double[]) new GeneratedLoop(pow.code(DType.F64), pow.reads(DType.F64), 1).run(x, y)[0];
    for (int i = 0; i < x.length; i++) {
      BigDecimal exact = BigMath.pow(BigMath.of(x[i]), BigMath.of(y[i]));
      double error = BigMath.of(z[i]).subtract(exact).divide(exact, MathContext.DECIMAL64).abs().doubleValue();
      assertTrue(error <= 2e-15, error + " at " + x[i] + ", " + y[i]);
    }
  }

  private static GeneratedLoop loop(UnaryFn fn, DType type) {
    var one = new Functions.Case(fn.text(), jacquard.ir.loop.Scalar.read(0).apply(fn), 1);
    return new GeneratedLoop(one.code(type), one.reads(type), 1);
  }

  /// `x`, or a number instead where the function has no finite value, is beyond the stated range, or its yardstick is slow.
  private static double inDomain(UnaryFn fn, double x, DType type) {
    if (type == DType.F32) {
      return x;
    }
    if (!(Math.abs(x) < 1e300 && Math.abs(x) > 1e-300)) {
      return 0.7;
    }
    return switch (fn) {
      case EXP, EXPM1, SIGMOID -> x % 740;
      case LOG -> Math.abs(x);
      case LOG1P -> x <= -1 ? 1 / x * 0.99 : x;
      case TANH -> x % 30;
      case ERF -> x % 6.2;
      case GAUSS, NORMCDF -> x % 39;
      case GELUGATE -> x % 22;
      default -> x;
    };
  }

  private static BigDecimal exact(UnaryFn fn, BigDecimal x) {
    return switch (fn) {
      case EXP -> BigMath.exp(x);
      case EXPM1 -> BigMath.expm1(x);
      case LOG -> BigMath.log(x);
      case LOG1P -> BigMath.log1p(x);
      case TANH -> BigMath.tanh(x);
      case SIN -> BigMath.sin(x);
      case COS -> BigMath.cos(x);
      case ERF -> BigMath.erf(x);
      case SIGMOID -> BigMath.sigmoid(x);
      case GAUSS -> BigMath.gauss(x);
      case NORMCDF -> BigMath.normcdf(x);
      case GELUGATE -> BigMath.gelugate(x);
      default -> throw new AssertionError(fn);
    };
  }

  private static double ulps(float got, double exact) {
    float nearest = (float) exact;
    if (Float.isNaN(nearest) || Float.isInfinite(nearest)) {
      return Float.compare(got, nearest) == 0 || Math.abs(got) == Float.MAX_VALUE ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Float.isInfinite(got)) {
      return Math.abs(nearest) == Float.MAX_VALUE ? 1 : Double.POSITIVE_INFINITY;
    }
    return Float.isNaN(got) ? Double.POSITIVE_INFINITY : Math.abs(got - exact) / Math.ulp(nearest);
  }

  private static double ulps(double got, BigDecimal exact) {
    double nearest = exact.doubleValue();
    if (Double.isInfinite(nearest)) {
      return got == nearest ? 0 : Double.POSITIVE_INFINITY;
    }
    return Double.isFinite(got)
        ? BigMath.of(got).subtract(exact).abs().divide(BigMath.of(Math.ulp(nearest)), MathContext.DECIMAL32).doubleValue()
        : Double.POSITIVE_INFINITY;
  }

  private static void assertAtMost(double bound, double ulps, double... at) {
    assertTrue(ulps <= bound, ulps + " ulp at " + java.util.Arrays.toString(at));
  }
}
