package jacquard.compiler.scalar;

import jacquard.ir.DType;
import jacquard.ir.loop.Combine;

/// Largest and smallest of many f32 as those of integers in the same order, `k(x) = (x < 0 ? bits(x) ^ 2^31-1 : bits(x)) ∓ 2^23-1`.
///
/// A maximum of floats in which NaN wins and -0 lies below +0 is six dependent instructions on x86, of integers one. The bits of
/// positive floats are in order, those of negative ones in reverse, which flipping all but the sign mends (Herf 2001, "Radix tricks").
/// NaN is then above infinity or, with a sign, below minus infinity: the shift, which wraps around, brings both to the end where they win,
/// and the identity, an infinity, to the other.
final class OrderedBits {
  private static final int ALL_BUT_SIGN = Integer.MAX_VALUE;
  /// The NaNs of each sign.
  private static final int NANS = (1 << 23) - 1;

  private OrderedBits() {}

  /// `k` of the infinity that loses.
  static double identity(Combine combine) {
    return combine == Combine.MAX ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }

  static int of(ScalarCodeBuilder b, Combine combine, int x) {
    int ordered = flipped(b, b.bitcast(x));
    int nans = nans(b);
    return combine == Combine.MAX ? b.sub(ordered, nans) : b.add(ordered, nans);
  }

  /// The float that `key` is the integer of.
  static int value(ScalarCodeBuilder b, Combine combine, int key) {
    int nans = nans(b);
    return b.bitcast(flipped(b, combine == Combine.MAX ? b.add(key, nans) : b.sub(key, nans)));
  }

  private static int flipped(ScalarCodeBuilder b, int bits) {
    int sign = b.shift(Opcode.SHR, bits, Integer.SIZE - 1);
    return b.xor(bits, b.and(sign, b.constant(ALL_BUT_SIGN, b.type(bits))));
  }

  private static int nans(ScalarCodeBuilder b) {
    return b.constant(NANS, DType.I32);
  }
}
