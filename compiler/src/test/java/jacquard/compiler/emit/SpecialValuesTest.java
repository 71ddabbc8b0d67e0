package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.compiler.scalar.BitArithmetic;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where `StrictMath` gives NaN, an infinity or a zero, the same comes out, sign included; elsewhere a number close by.
class SpecialValuesTest {
  @TestFactory
  Stream<DynamicTest> unary() {
    return Functions.FLOATS.stream().flatMap(type -> Functions.EXPANDED.stream().map(fn ->
        DynamicTest.dynamicTest(fn.text() + " " + type.text(), () -> {
          ScalarCode code = ScalarCode.of(Scalar.read(0).apply(fn), List.of(type), type);
          for (double x : Functions.special(type)) {
            check(fn.text() + "(" + x + ")", type, fn.at(x), run(code, type, x));
          }
        })));
  }

  @TestFactory
  Stream<DynamicTest> pow() {
    return Functions.FLOATS.stream().map(type -> DynamicTest.dynamicTest(type.text(), () -> {
      ScalarCode code = Functions.cases().getLast().code(type);
      for (double x : Functions.special(type)) {
        for (double y : Functions.special(type)) {
          check("pow(" + x + ", " + y + ")", type, StrictMath.pow(x, y), run(code, type, x, y));
        }
      }
    }));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, -2.75, -2, -1.5, -1.25, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 2.75, 3, 3.25, 7})
  void powOfConstant(double y) {
    for (DType type : Functions.FLOATS) {
      ScalarCode code = ScalarCode.of(new Scalar.Binary(BinaryFn.POW, Scalar.read(0), Scalar.constant(y)), List.of(type), type);
      for (double x : Functions.special(type)) {
        check("pow(" + x + ", " + y + ")", type, StrictMath.pow(x, y), run(code, type, x));
      }
    }
  }

  @Test
  void largeAnglesAreReduced() {
    ScalarCode sin = ScalarCode.of(Scalar.read(0).apply(UnaryFn.SIN), List.of(DType.F32), DType.F32);
    assertEquals(0.931639f, run(sin, DType.F32, 1e8), 1e-7);
    assertEquals(-0.52187652f, run(sin, DType.F32, Float.MAX_VALUE), 1e-7);
    assertTrue(Double.isNaN(run(sin, DType.F32, Double.POSITIVE_INFINITY)));
    ScalarCode cos = ScalarCode.of(Scalar.read(0).apply(UnaryFn.COS), List.of(DType.F64), DType.F64);
    assertEquals(-0.99998768942655991103, run(cos, DType.F64, Double.MAX_VALUE), 1e-15);
  }

  private static double run(ScalarCode code, DType type, double... reads) {
    return BitArithmetic.valueOf(ScalarInterpreter.run(code, leaf -> BitArithmetic.bitsOf(reads[leaf.index()], type))[0], type);
  }

  private static void check(String what, DType type, double reference, double got) {
    double expected = type == DType.F32 ? (float) reference : reference;
    boolean overflow = Double.isInfinite(got) && Math.abs(expected) >= (type == DType.F32 ? 0x1.fffff0p127 : 0x1.ffffffffffff0p1023);
    if (Double.isNaN(expected) || Double.isInfinite(expected) && Math.abs(got) < Float.MAX_VALUE
        || expected == 0 && Math.abs(got) > 1e-44) {
      assertEquals(expected, got, what);
    } else if (!overflow && !Double.isInfinite(expected)) {
      double ulp = type == DType.F32 ? Math.ulp((float) expected) : Math.ulp(expected);
      assertTrue(Math.abs(got - expected) <= 12 * ulp, what + " = " + got + ", expected " + expected);
      assertTrue(expected != 0 || got != 0 || Double.compare(expected, got) == 0, what + " = " + got);
    }
  }
}
