package jacquard.compiler.lower;

import jacquard.ir.DType;
import jacquard.ir.Layout;
import jacquard.ir.Shape;

/// The block size of channel-blocked layouts.
///
/// One cache line, 64 bytes, whatever the width of the machine's vectors: summation orders follow from layouts, and bits must not
/// depend on the machine. Narrower vectors take several to a block.
final class Blocking {
  private static final int BLOCK_BYTES = 64;

  private Blocking() {}

  static int of(DType type) {
    return BLOCK_BYTES / Math.max(4, type.bytes());
  }

  /// Rank-1 values are blocked too: the same places as plain, filled up so that a whole vector can be read at the end.
  static Layout vector(Shape shape, DType type) {
    Layout plain = Layout.plain(shape);
    boolean blocks = shape.rank() == 1 && !shape.isBatched() && type.isFloat();
    return blocks ? plain.blocked(0, of(type)) : plain;
  }
}
