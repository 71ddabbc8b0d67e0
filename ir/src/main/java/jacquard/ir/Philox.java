package jacquard.ir;

import java.util.Arrays;

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
  private static final long WORD = 0xFFFFFFFFL;
  /// What is drawn at once: its words stay in the first-level cache.
  private static final int BLOCK = 256;
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

  /// The bits at positions from `first` on.
  long[] bits(long first, int count) {
    var block = new Block(count);
    block.draw(first);
    return block.c0;
  }

  /// `to[at + i] = (float) (scale * normal(first + i))` for `count` elements, several times faster than one by one: from approximations
  /// ([FastNormal]) where these leave no doubt about the rounded value.
  public void normals(long first, double scale, float[] to, int at, int count) {
    var block = new Block(2 * Math.min(BLOCK, count));
    for (int from = 0; from < count; from += BLOCK) {
      block.draw(2 * (first + from));
      int size = Math.min(BLOCK, count - from);
      for (int i = 0; i < size; i++) {
        double log = FastNormal.log((1L << 53) - (block.c0[2 * i] >>> 11));
        double radius = Math.sqrt(-2 * log);
        double value = radius * FastNormal.cos(block.c0[2 * i + 1] >>> 11);
        float low = (float) ((value - radius * FastNormal.ERROR) * scale);
        float high = (float) ((value + radius * FastNormal.ERROR) * scale);
        boolean sure = log < FastNormal.LARGEST_LOG && Float.floatToRawIntBits(low) == Float.floatToRawIntBits(high);
        to[at + from + i] = sure ? low : (float) (normal(first + from + i) * scale);
      }
    }
  }

  /// `to[at + i] = (float) ((2 * uniform(first + i) - 1) * bound)` for `count` elements, faster than one by one.
  public void uniforms(long first, double bound, float[] to, int at, int count) {
    var block = new Block(Math.min(BLOCK, count));
    for (int from = 0; from < count; from += BLOCK) {
      block.draw(first + from);
      int size = Math.min(BLOCK, count - from);
      for (int i = 0; i < size; i++) {
        to[at + from + i] = (float) ((2 * ((block.c0[i] >>> 11) * TWO_TO_MINUS_53) - 1) * bound);
      }
    }
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

  /// The words of many counters, as a block of consecutive elements goes through the rounds: loops that the JIT compiler makes vectors of.
  private final class Block {
    final long[] c0;
    private final long[] c1;
    private final long[] c2;
    private final long[] c3;

    Block(int size) {
      c0 = new long[size];
      c1 = new long[size];
      c2 = new long[size];
      c3 = new long[size];
    }

    /// `c0[i] = bits(first + i)` for all of it.
    void draw(long first) {
      for (int i = 0; i < c0.length; i++) {
        long element = first + i;
        c0[i] = element & WORD;
        c1[i] = element >>> 32;
      }
      Arrays.fill(c2, stream & WORD);
      Arrays.fill(c3, step & WORD);
      int k0 = key0;
      int k1 = key1;
      for (int round = 0; round < ROUNDS; round++) {
        round(c0, c1, c2, c3, k0 & WORD, k1 & WORD);
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      for (int i = 0; i < c0.length; i++) {
        c0[i] |= c1[i] << 32;
      }
    }

    private static void round(long[] c0, long[] c1, long[] c2, long[] c3, long k0, long k1) {
      for (int i = 0; i < c0.length; i++) {
        long product0 = (c0[i] & WORD) * (MULTIPLIER_0 & WORD);
        long product1 = (c2[i] & WORD) * (MULTIPLIER_1 & WORD);
        c0[i] = product1 >>> 32 ^ c1[i] ^ k0;
        c1[i] = product1 & WORD;
        c2[i] = product0 >>> 32 ^ c3[i] ^ k1;
        c3[i] = product0 & WORD;
      }
    }
  }
}
