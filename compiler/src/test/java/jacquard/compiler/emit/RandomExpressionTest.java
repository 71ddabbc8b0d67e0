package jacquard.compiler.emit;

import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.ScalarCodeBuilder;
import jacquard.compiler.scalar.Species;
import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Random expressions of every kind give the same bits in every form. Reads 0 and 1 are f32, 2 and 3 f64, 4 i32, 5 i64.
class RandomExpressionTest {
  private static final List<DType> READS = List.of(DType.F32, DType.F32, DType.F64, DType.F64, DType.I32, DType.I64);
  private static final int SAMPLES = 32;

  @Property(tries = 120)
  void everyFormGivesTheSameBits(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int depth) {
    var random = new SplittableRandom(seed);
    DType type = List.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL).get(random.nextInt(5));
    var builder = new ScalarCodeBuilder(READS, type);
    builder.result(builder.lower(expression(random, type, depth), type));
    builder.result(builder.lower(expression(random, DType.F32, 1), DType.F32));
    ScalarCode code = builder.build();
    Object[] inputs = IntStream.range(0, READS.size()).mapToObj(k -> array(random, READS.get(k))).toArray();
    for (int lanes : List.of(1, 4, 8, 16)) {
      if (Species.fit(code, lanes)) {
        SameBitsTest.assertSame(code, inputs, new GeneratedLoop(code, READS, lanes).run(inputs));
      }
    }
  }

  private static Object array(SplittableRandom random, DType type) {
    double[] special = Functions.special(DType.F64);
    double[] values = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      values[i] = random.nextInt(3) == 0 ? special[random.nextInt(special.length)]
          : type.isFloat() ? Functions.sample(random, type) : random.nextLong() >> random.nextInt(64);
    }
    return Functions.array(type, values);
  }

  private static Scalar expression(SplittableRandom random, DType type, int depth) {
    if (depth == 0) {
      return leaf(random, type);
    }
    if (type == DType.BOOL) {
      return condition(random, depth);
    }
    Scalar left = expression(random, type, depth - 1);
    Scalar right = expression(random, type, random.nextInt(depth));
    return switch (random.nextInt(8)) {
      case 0 -> new Scalar.Select(condition(random, depth), left, right);
      case 1 -> new Scalar.Cast(type, expression(random, READS.get(random.nextInt(READS.size())), depth - 1));
      case 2, 3 -> unary(random, type, left);
      default -> binary(random, type, left, right);
    };
  }

  private static Scalar unary(SplittableRandom random, DType type, Scalar of) {
    UnaryFn[] all = UnaryFn.values();
    UnaryFn fn = type.isFloat() ? all[random.nextInt(all.length - 1)] : List.of(UnaryFn.NEG, UnaryFn.ABS).get(random.nextInt(2));
    return new Scalar.Unary(fn, of); // NOT is the last one
  }

  private static Scalar binary(SplittableRandom random, DType type, Scalar left, Scalar right) {
    List<BinaryFn> any = List.of(BinaryFn.ADD, BinaryFn.SUB, BinaryFn.MUL, BinaryFn.MAX, BinaryFn.MIN, BinaryFn.DIV, BinaryFn.POW);
    return new Scalar.Binary(any.get(random.nextInt(type.isFloat() ? 7 : 5)), left, right);
  }

  private static Scalar condition(SplittableRandom random, int depth) {
    DType of = READS.get(random.nextInt(READS.size()));
    Scalar compared = new Scalar.Compare(CompareFn.values()[random.nextInt(6)], expression(random, of, depth - 1), leaf(random, of));
    if (depth < 2) {
      return compared;
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Scalar.Unary(UnaryFn.NOT, compared);
      case 1 -> new Scalar.Binary(BinaryFn.AND, compared, condition(random, depth - 1));
      case 2 -> new Scalar.Binary(BinaryFn.OR, condition(random, depth - 1), compared);
      default -> compared;
    };
  }

  private static Scalar leaf(SplittableRandom random, DType type) {
    if (type == DType.BOOL) {
      return Scalar.read(0).compare(CompareFn.LT, Scalar.read(1));
    }
    return switch (type) {
      case F32 -> random.nextInt(4) == 0 ? Scalar.constant(random.nextInt(-3, 4) * 0.5) : Scalar.read(random.nextInt(2));
      case F64 -> random.nextInt(4) == 0 ? Scalar.constant(random.nextInt(-3, 4) * 0.1) : Scalar.read(2 + random.nextInt(2));
      case I32 -> random.nextInt(4) == 0 ? Scalar.constant(random.nextInt(-3, 4)) : Scalar.read(4);
      default -> random.nextInt(4) == 0 ? Scalar.constant(random.nextInt(-3, 4)) : Scalar.read(5);
    };
  }
}
