package jacquard.compiler.scalar;

import jacquard.ir.DType;

/// [jacquard.ir.Philox] as instructions on `i64`: 32-bit words are numbers in `[0, 2³²)`.
///
/// Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3 and table 2.
final class PhiloxCode {
  private static final long WORD = 0xFFFFFFFFL;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final long WEYL_0 = 0x9E3779B9L;
  private static final long WEYL_1 = 0xBB67AE85L;
  private static final int ROUNDS = 10;
  private static final int WORD_BITS = 32;
  private static final int DROPPED_BITS = 8;

  private final ScalarCodeBuilder b;

  private PhiloxCode(ScalarCodeBuilder b) {
    this.b = b;
  }

  /// The `f64` uniform of 24 bits; `seed`, `step` and `element` are `i64` values.
  static int uniform24(ScalarCodeBuilder b, int stream, int seed, int step, int element) {
    var code = new PhiloxCode(b);
    int word = code.firstWord(stream, seed, step, element);
    int bits = b.shift(Opcode.USHR, word, DROPPED_BITS);
    return b.mul(b.convert(DType.F64, bits), b.constant(0x1p-24, DType.F64));
  }

  private int firstWord(int stream, int seed, int step, int element) {
    int c0 = low(element);
    int c1 = high(element);
    int c2 = constant(Integer.toUnsignedLong(stream));
    int c3 = low(step);
    int k0 = low(seed);
    int k1 = high(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int product0 = b.mul(c0, constant(MULTIPLIER_0));
      int product1 = b.mul(c2, constant(MULTIPLIER_1));
      c0 = b.xor(b.xor(high(product1), c1), k0);
      c1 = low(product1);
      c2 = b.xor(b.xor(high(product0), c3), k1);
      c3 = low(product0);
      k0 = low(b.add(k0, constant(WEYL_0)));
      k1 = low(b.add(k1, constant(WEYL_1)));
    }
    return c0;
  }

  private int constant(long value) {
    return b.bits(value, DType.I64);
  }

  private int low(int value) {
    return b.and(value, constant(WORD));
  }

  private int high(int value) {
    return b.shift(Opcode.USHR, value, WORD_BITS);
  }
}
