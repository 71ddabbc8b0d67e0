package jacquard.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jacquard.compiler.scalar.BitArithmetic;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Buffer;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Largest and smallest values of loops are those of `Math.max` and `Math.min`: NaN of either sign wins, -0 lies below +0.
class ExtremesTest {
  private static final List<Combine> EXTREMES = List.of(Combine.MAX, Combine.MIN);

  @TestFactory
  List<DynamicTest> ofPairs() {
    return EXTREMES.stream().flatMap(combine -> Functions.FLOATS.stream().map(type ->
        DynamicTest.dynamicTest(combine.text() + " " + type.text(), () -> {
          StepCode code = StepCode.of(nest(combine, type, 2));
          long[] values = specials(type);
          for (long a : values) {
            for (long b : values) {
              check(combine, type, code, a, b);
            }
          }
        }))).toList();
  }

  @Test
  void ofManyRandomBits() {
    var random = new SplittableRandom(3);
    StepCode max = StepCode.of(nest(Combine.MAX, DType.F32, 5));
    StepCode min = StepCode.of(nest(Combine.MIN, DType.F32, 5));
    for (int n = 0; n < 100_000; n++) {
      long[] bits = LongStream.generate(random::nextInt).limit(5).toArray();
      check(Combine.MAX, DType.F32, max, bits);
      check(Combine.MIN, DType.F32, min, bits);
    }
  }

  @Test
  void ofANumberAndAConstant() {
    for (DType type : Functions.FLOATS) {
      for (double bound : Functions.special(type)) {
        for (BinaryFn fn : List.of(BinaryFn.MAX, BinaryFn.MIN)) {
          ScalarCode right = ScalarCode.of(new Scalar.Binary(fn, Scalar.read(0), Scalar.constant(bound)), List.of(type), type);
          ScalarCode left = ScalarCode.of(new Scalar.Binary(fn, Scalar.constant(bound), Scalar.read(0)), List.of(type), type);
          for (long bits : specials(type)) {
            double x = BitArithmetic.valueOf(bits, type);
            assertEquals(fn.at(x, bound), value(type, right, bits), () -> fn.text() + "(" + x + ", " + bound + ")");
            assertEquals(fn.at(bound, x), value(type, left, bits), () -> fn.text() + "(" + bound + ", " + x + ")");
          }
        }
      }
    }
  }

  private static double value(DType type, ScalarCode code, long bits) {
    return BitArithmetic.valueOf(ScalarInterpreter.run(code, leaf -> bits)[0], type);
  }

  @Test
  void ofIntegers() {
    assertEquals(7, run(StepCode.of(nest(Combine.MAX, DType.I32, 3)), -3, 7, 2));
    assertEquals(-3, (int) run(StepCode.of(nest(Combine.MIN, DType.I32, 3)), -3, 7, 2));
  }

  /// Of nothing, the infinity that loses.
  @Test
  void ofNothing() {
    EXTREMES.forEach(combine -> check(combine, DType.F32, StepCode.of(nest(combine, DType.F32, 1))));
  }

  private static void check(Combine combine, DType type, StepCode code, long... bits) {
    DoubleBinaryOperator fn = combine == Combine.MAX ? Math::max : Math::min;
    double expected = LongStream.of(bits).mapToDouble(b -> BitArithmetic.valueOf(b, type)).reduce(combine.identity(), fn);
    double got = BitArithmetic.valueOf(run(code, bits), type);
    assertEquals(expected, got, () -> combine.text() + " of " + IntStream.range(0, bits.length)
        .mapToObj(k -> BitArithmetic.valueOf(bits[k], type) + " (" + Long.toHexString(bits[k]) + ")").toList());
  }

  private static long run(StepCode code, long... bits) {
    long acc = BitArithmetic.bitsOf(code.identities().getFirst(), code.accumulators().getFirst());
    for (long value : bits) {
      long before = acc;
      acc = ScalarInterpreter.run(code.step(), leaf -> leaf.index() == 0 ? value : before)[0];
    }
    long sum = acc;
    return ScalarInterpreter.run(code.finish(), leaf -> sum)[0];
  }

  private static long[] specials(DType type) {
    DoubleStream numbers = DoubleStream.of(Functions.special(type));
    LongStream nans = type == DType.F32 ? IntStream.of(0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fffffff, -1).asLongStream()
        : LongStream.of(0x7ff8L << 48, 0xfff8L << 48, (0x7ff0L << 48) + 1, (0xfff0L << 48) + 1, Long.MAX_VALUE, -1);
    return LongStream.concat(numbers.mapToLong(v -> BitArithmetic.bitsOf(v, type)), nans).toArray();
  }

  private static LoopNest nest(Combine combine, DType type, int count) {
    Buffer x = new Buffer("x", new TensorType(type, Shape.of(count)), Layout.plain(1));
    Buffer y = new Buffer("y", new TensorType(type, Shape.of()), Layout.plain(0));
    var structure = new Structure(List.of(new Axis("i", Dim.of(count))), List.of(Access.of(0, IndexExpr.var(0))), List.of(), combine,
        Scalar.read(0));
    return LoopNest.unscheduled("extreme", structure, List.of(x), y);
  }
}
