package jacquard.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The elements of an array as bytes, as files and hashes have them: row-major, little-endian, a `bool` as one byte of 0 or 1. They pass in
/// pieces, so that no copy of the whole array is made.
public final class ArrayBytes {
  /// Written or hashed in well under a millisecond.
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

  /// Gives the bytes of `array` to `sink`. Of a stored array only pieces come to memory.
  public static <E extends Exception> void write(NdArray array, Sink<E> sink) throws E {
    int width = array.dtype().bytes();
    int most = PIECE_BYTES / width;
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Object window = NdArray.zeros(array.type().shaped(Shape.of(Math.min(most, array.size())))).data();
    for (int from = 0, count; from < array.size(); from += count) {
      count = Math.min(most, array.size() - from);
      array.copy(from, window, 0, count);
      switch (window) {
        case float[] a -> piece.asFloatBuffer().put(a, 0, count);
        case double[] a -> piece.asDoubleBuffer().put(a, 0, count);
        case int[] a -> piece.asIntBuffer().put(a, 0, count);
        case long[] a -> piece.asLongBuffer().put(a, 0, count);
        default -> piece.put(0, (byte[]) window, 0, count);
      }
      sink.take(piece.array(), count * width);
    }
  }
}
