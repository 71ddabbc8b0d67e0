package jacquard.compiler.scalar;

/// `⌊x⌋`, exact.
///
/// Adding and subtracting 2ᵐ, m the digits of the fraction, rounds |x| to an integer; one too high is put right. From 2ᵐ on every float is
/// an integer. Zeros keep their sign.
final class FloorCode {
  private FloorCode() {}

  static int floor(FloatMath m, int x) {
    int integers = m.constant(Math.scalb(1.0, m.fractionBits()));
    int size = m.abs(x);
    int nearest = m.withSign(m.sub(m.add(size, integers), integers), x);
    int floor = m.select(m.gt(nearest, x), m.sub(nearest, m.constant(1)), nearest);
    return m.select(m.lt(size, integers), floor, x);
  }
}
