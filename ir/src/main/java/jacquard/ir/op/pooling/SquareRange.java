package jacquard.ir.op.pooling;

import jacquard.ir.DType;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;

/// Numbers brought into the range whose squares can be added up: neither the largest overflows nor does one that matters beside it vanish.
///
/// With `m` the largest magnitude and bounds `b = 2⁴⁰` in f32 (2⁴⁰⁰ in f64), numbers are multiplied by
///
///     2⁻⁹⁰ (2⁻⁸⁰⁰) where m > b,   2⁹⁰ (2⁸⁰⁰) where m < 1/b,   else by 1
///
/// which loses no digit, and changes no bit in between. Up to 2⁴⁸ squares can then be added.
/// Source: Blue 1978, "A portable Fortran program to find the Euclidean norm of a vector", ACM TOMS 4 (1), with one range at a time.
public final class SquareRange {
  private static final int F32_BOUND = 40;
  private static final int F32_SCALE = 90;
  private static final int F64_BOUND = 400;
  private static final int F64_SCALE = 800;

  private SquareRange() {}

  /// The power of two that numbers of at most `largest` are multiplied by before they are squared.
  public static Scalar scale(Scalar largest, DType dtype) {
    return chosen(largest, dtype, -1);
  }

  /// One divided by [#scale].
  public static Scalar inverse(Scalar largest, DType dtype) {
    return chosen(largest, dtype, 1);
  }

  private static Scalar chosen(Scalar largest, DType dtype, int sign) {
    int bound = dtype == DType.F32 ? F32_BOUND : F64_BOUND;
    int scale = sign * (dtype == DType.F32 ? F32_SCALE : F64_SCALE);
    Scalar small = Scalar.select(largest.compare(CompareFn.LT, power(-bound)), power(-scale), power(0));
    return Scalar.select(largest.compare(CompareFn.GT, power(bound)), power(scale), small);
  }

  private static Scalar power(int exponent) {
    return Scalar.constant(Math.scalb(1.0, exponent));
  }
}
