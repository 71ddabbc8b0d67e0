package jacquard.ir;

/// Counter-based random numbers: Philox4x32 with 10 rounds.
///
/// The value at a counter depends on (seed, stream, step, element) alone, so it is the same on every thread, in every order and
/// when it is computed again.
///
/// Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3 and table 2.
public final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final double TWO_TO_MINUS_53 = 0x1p-53;
  private static final double TWO_TO_MINUS_24 = 0x1p-24;

  private final int key0;
  private final int key1;
  private final int stream;
  private final int step;

  /// The sequence of `(seed, stream, step)`.
  public Philox(long seed, int stream, int step) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.stream = stream;
    this.step = step;
  }

  /// 64 random bits at position `element`.
  public long bits(long element) {
    int c0 = (int) element;
    int c1 = (int) (element >>> 32);
    int c2 = stream;
    int c3 = step;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (c0 & 0xFFFFFFFFL) * (MULTIPLIER_0 & 0xFFFFFFFFL);
      long product1 = (c2 & 0xFFFFFFFFL) * (MULTIPLIER_1 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return (c0 & 0xFFFFFFFFL) | ((long) c1 << 32);
  }

  /// Uniform in `[0, 1)` with 53 bits.
  public double uniform(long element) {
    return (bits(element) >>> 11) * TWO_TO_MINUS_53;
  }

  /// Uniform in `[0, 1)` with the upper 24 bits of the first word: exact in `f32` too.
  public double uniform24(long element) {
    return ((int) bits(element) >>> 8) * TWO_TO_MINUS_24;
  }

  /// Uniform among `0 .. bound-1`; the bias is below `bound / 2^53`.
  public int index(long element, int bound) {
    return (int) (uniform(element) * bound);
  }

  /// Standard normal, by the Box-Muller transform of positions `2 element` and `2 element + 1`.
  ///
  /// Source: Box & Muller 1958, "A note on the generation of random normal deviates", equation 1.
  public double normal(long element) {
    double u = 1 - uniform(2 * element);
    double v = uniform(2 * element + 1);
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * StrictMath.PI * v);
  }
}
