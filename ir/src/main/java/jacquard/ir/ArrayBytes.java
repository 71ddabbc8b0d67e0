package jacquard.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The elements of an array as bytes, as files and hashes have them: row-major, little-endian, a `bool` as one byte of 0 or 1. They pass in
/// pieces, so that no copy of the whole array is made.
public final class ArrayBytes {
  /// Read, written or hashed in well under a millisecond.
  private static final int PIECE_BYTES = 1 << 16;

  /// What takes the bytes of an array.
  @FunctionalInterface
  public interface Sink<E extends Exception> {
    /// The next `count` bytes, the first ones of `bytes`.
    void take(byte[] bytes, int count) throws E;
  }

  /// What gives the bytes of an array.
  @FunctionalInterface
  public interface Source<E extends Exception> {
    /// The next `count` bytes.
    byte[] next(int count) throws E;
  }

  private ArrayBytes() {}

  /// Gives the bytes of `array` to `sink`.
  public static <E extends Exception> void write(NdArray array, Sink<E> sink) throws E {
    int width = array.dtype().bytes();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0, count; from < array.size(); from += count) {
      count = Math.min(PIECE_BYTES / width, array.size() - from);
      switch (array.dtype()) {
        case F32 -> piece.asFloatBuffer().put(array.floats(), from, count);
        case F64 -> piece.asDoubleBuffer().put(array.doubles(), from, count);
        case I32 -> piece.asIntBuffer().put(array.ints(), from, count);
        case I64 -> piece.asLongBuffer().put(array.longs(), from, count);
        case BOOL -> piece.put(0, array.mask(), from, count);
      }
      sink.take(piece.array(), count * width);
    }
  }

  /// Fills `array` with the bytes that `source` gives; those of a mask are not checked.
  public static <E extends Exception> void read(NdArray array, Source<E> source) throws E {
    int width = array.dtype().bytes();
    for (int from = 0, count; from < array.size(); from += count) {
      count = Math.min(PIECE_BYTES / width, array.size() - from);
      ByteBuffer piece = ByteBuffer.wrap(source.next(count * width)).order(ByteOrder.LITTLE_ENDIAN);
      switch (array.dtype()) {
        case F32 -> piece.asFloatBuffer().get(array.floats(), from, count);
        case F64 -> piece.asDoubleBuffer().get(array.doubles(), from, count);
        case I32 -> piece.asIntBuffer().get(array.ints(), from, count);
        case I64 -> piece.asLongBuffer().get(array.longs(), from, count);
        case BOOL -> piece.get(array.mask(), from, count);
      }
    }
  }
}
