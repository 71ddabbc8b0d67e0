package jacquard.ir.op.pooling;

import com.google.common.math.LongMath;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;

/// One dimension of [Interpolate]: the source coordinate of position `p` as the fraction `(factor·p + offset) / by` of integers, which
/// elements lie around it and what they weigh.
record SourceCoordinate(InterpolationMode mode, int elements, long factor, long offset, long by) {
  /// Keys' parameter, the slope of the kernel at distance 1.
  private static final double A = -0.75;

  SourceCoordinate(InterpolationMode mode, int elements, int positions, boolean alignCorners) {
    this(mode, elements, fraction(mode, elements, positions, alignCorners));
  }

  private SourceCoordinate(InterpolationMode mode, int elements, long[] fraction) {
    this(mode, elements, fraction[0], fraction[1], fraction[2]);
  }

  private static long[] fraction(InterpolationMode mode, int elements, int positions, boolean alignCorners) {
    if (alignCorners) {
      return positions == 1 ? new long[] {0, 0, 1} : lowest(elements - 1L, 0, positions - 1L);
    }
    return mode == InterpolationMode.NEAREST ? lowest(elements, 0, positions)
        : lowest(2L * elements, (long) elements - positions, 2L * positions);
  }

  private static long[] lowest(long factor, long offset, long by) {
    long common = LongMath.gcd(LongMath.gcd(factor, Math.abs(offset)), by);
    return new long[] {factor / common, offset / common, by / common};
  }

  /// The largest integer in sight: a bound of what index arithmetic has to hold.
  long reach() {
    return LongMath.saturatedMultiply(4 * by, elements + 2L);
  }

  /// `by` times the coordinate; a linear one stays between the first and the last element.
  private IndexExpr numerator(IndexExpr p) {
    IndexExpr free = p.times((int) factor).plus((int) offset);
    return mode == InterpolationMode.LINEAR ? free.clamp(0, (int) by * (elements - 1)) : free;
  }

  /// The element that tap number `tap` reads at position `p`.
  IndexExpr element(IndexExpr p, IndexExpr tap) {
    IndexExpr below = numerator(p).floorDiv((int) by);
    return below.plus(tap).plus(-before()).clamp(0, elements - 1);
  }

  /// How many taps lie before the element below the coordinate.
  private int before() {
    return mode == InterpolationMode.CUBIC ? 1 : 0;
  }

  /// The weight of that element, from its distance `|tap − before − (numerator mod by) / by|`.
  Scalar weight(IndexExpr p, IndexExpr tap) {
    IndexExpr fraction = numerator(p).mod((int) by);
    Scalar distance = new Scalar.Index(tap.plus(-before()).times((int) by).minus(fraction)).apply(UnaryFn.ABS);
    if (mode == InterpolationMode.LINEAR) {
      return Scalar.constant(by).minus(distance).dividedBy(Scalar.constant(by));
    }
    Scalar d = distance.dividedBy(Scalar.constant(by));
    return Scalar.select(d.compare(CompareFn.LE, Scalar.constant(1)), near(d), far(d));
  }

  /// `(a + 2)·d³ − (a + 3)·d² + 1`, at distances up to 1.
  private static Scalar near(Scalar d) {
    return d.times(Scalar.constant(A + 2)).minus(Scalar.constant(A + 3)).times(d).times(d).plus(Scalar.constant(1));
  }

  /// `a·d³ − 5a·d² + 8a·d − 4a`, at distances from 1 to 2.
  private static Scalar far(Scalar d) {
    return d.times(Scalar.constant(A)).minus(Scalar.constant(5 * A)).times(d).plus(Scalar.constant(8 * A)).times(d)
        .minus(Scalar.constant(4 * A));
  }
}
