package jacquard.compiler.emit;

import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The functions that are expanded, and arguments that try them hard.
final class Functions {
  static final List<UnaryFn> EXPANDED = List.of(UnaryFn.EXP, UnaryFn.EXPM1, UnaryFn.LOG, UnaryFn.LOG1P, UnaryFn.TANH, UnaryFn.SIN,
      UnaryFn.COS, UnaryFn.ERF, UnaryFn.SIGMOID, UnaryFn.GAUSS, UnaryFn.NORMCDF, UnaryFn.GELUGATE, UnaryFn.FLOOR);

  static final List<DType> FLOATS = List.of(DType.F32, DType.F64);

  /// Every expanded function of read 0, and the power of reads 0 and 1, with a name.
  record Case(String name, Scalar expression, int reads) {
    List<DType> reads(DType type) {
      return java.util.Collections.nCopies(reads, type);
    }

    ScalarCode code(DType type) {
      return ScalarCode.of(expression, reads(type), type);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Functions() {}

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    EXPANDED.forEach(fn -> cases.add(new Case(fn.text(), Scalar.read(0).apply(fn), 1)));
    cases.add(new Case("pow", new Scalar.Binary(BinaryFn.POW, Scalar.read(0), Scalar.read(1)), 2));
    return cases;
  }

  /// Zeros, ends of the range, powers of two and their neighbours, the bounds of every reduction.
  static double[] special(DType type) {
    var values = new ArrayList<Double>();
    double[] magnitudes = {0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7, 0.34657359, 0.69314718, 1.4142135, 0.70710678, 0.9375,
        10, 20, 88.5, 88.72, 89, 103, 104, 150, 709.5, 709.78, 710, 745, 746, 10.8, 14.2, 14.5, 21.6, 38.5,
        38.7, 1e5, 0x1p17, 1e-3, 1e-10, 0x1p23, 0x1.000002p23, 0x1.000004p24, 0x1p51, 0x1p52, 0x1p53, 1e30, 1e300,
        Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE,
        Double.POSITIVE_INFINITY};
    for (double magnitude : magnitudes) {
      double m = type == DType.F32 ? (float) magnitude : magnitude;
      double[] near = type == DType.F32 ? new double[] {m, Math.nextUp((float) m), Math.nextDown((float) m)}
          : new double[] {m, Math.nextUp(m), Math.nextDown(m)};
      for (double v : near) {
        values.add(v);
        values.add(-v);
      }
    }
    values.add(Double.NaN);
    return values.stream().mapToDouble(Double::doubleValue).distinct().toArray();
  }

  /// A number from one of three families: any bits, normal with a wide range of scales, near 1.
  static double sample(SplittableRandom random, DType type) {
    double v = switch (random.nextInt(3)) {
      case 0 -> type == DType.F32 ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong());
      case 1 -> random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(-8, 10));
      default -> 1 + random.nextDouble(-1, 1) * Math.scalb(1.0, -random.nextInt(0, 20));
    };
    return type == DType.F32 ? (float) v : v;
  }

  /// An array of type `type` with these values.
  static Object array(DType type, double[] values) {
    Object array = GeneratedLoop.array(type, values.length);
    for (int i = 0; i < values.length; i++) {
      set(array, i, values[i]);
    }
    return array;
  }

  static void set(Object array, int i, double value) {
    switch (array) {
      case float[] a -> a[i] = (float) value;
      case double[] a -> a[i] = value;
      case int[] a -> a[i] = (int) value;
      case long[] a -> a[i] = (long) value;
      default -> throw new AssertionError();
    }
  }

  /// The bits of element `i`, as [Instruction] keeps them, one NaN for all.
  static long bits(Object array, int i) {
    return switch (array) {
      case float[] a -> Float.floatToIntBits(a[i]);
      case double[] a -> Double.doubleToLongBits(a[i]);
      case int[] a -> a[i];
      case long[] a -> a[i];
      default -> throw new AssertionError();
    };
  }

  static double value(Object array, int i) {
    return array instanceof float[] a ? a[i] : ((double[]) array)[i];
  }
}
