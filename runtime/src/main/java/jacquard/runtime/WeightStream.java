package jacquard.runtime;

import jacquard.ir.ArraySource;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// The arrays in the data of a safetensors file, one after the other, each read once from front to back, so that no copy of one is made
/// where it is packed.
///
/// Errors: `jar/damaged` where the data ends early, or its checksum is another.
final class WeightStream implements ArraySource {
  private static final int PIECE_BYTES = 1 << 18;

  private final String where;
  private final InputStream in;
  private final CRC32C checksum = new CRC32C();
  private final byte[] bytes = new byte[PIECE_BYTES];
  private final ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private int position;

  /// `in` is the resource `where`, at its beginning.
  WeightStream(String where, InputStream in) throws IOException {
    this.where = where;
    this.in = in;
    fill(Long.BYTES);
    long header = piece.getLong(0);
    if (header < 0) {
      throw NetworkImageFile.damaged(where, "its header has " + header + " bytes").build();
    }
    for (long left = header; left > 0; left -= PIECE_BYTES) {
      fill((int) Math.min(left, PIECE_BYTES));
    }
  }

  /// The next array, whose elements can be copied in their order alone, all before the next is asked for.
  NdArray next(TensorType type) {
    position = 0;
    return NdArray.stored(type, this);
  }

  @Override
  public double get(int index) {
    throw new IllegalStateException("weights are read in order");
  }

  @Override
  public void copy(int from, Object to, int at, int count) {
    if (from != position) {
      throw new IllegalStateException("weights are read in order");
    }
    int width = width(to);
    try {
      for (int done = 0, some; done < count; done += some) {
        some = Math.min(count - done, PIECE_BYTES / width);
        fill(some * width);
        switch (to) {
          case float[] a -> piece.asFloatBuffer().get(a, at + done, some);
          case double[] a -> piece.asDoubleBuffer().get(a, at + done, some);
          case int[] a -> piece.asIntBuffer().get(a, at + done, some);
          case long[] a -> piece.asLongBuffer().get(a, at + done, some);
          default -> piece.get(0, (byte[]) to, at + done, some);
        }
      }
    } catch (IOException e) {
      throw NetworkImageFile.damaged(where, e.toString()).cause(e).build();
    }
    position += count;
  }

  private static int width(Object array) {
    return switch (array) {
      case float[] a -> Float.BYTES;
      case double[] a -> Double.BYTES;
      case int[] a -> Integer.BYTES;
      case long[] a -> Long.BYTES;
      default -> 1;
    };
  }

  private void fill(int count) throws IOException {
    if (in.readNBytes(bytes, 0, count) < count) {
      throw NetworkImageFile.damaged(where, "it ends early").build();
    }
    checksum.update(bytes, 0, count);
  }

  /// Requires that all that has been read sums up to `expected`, and that nothing follows.
  void finish(long expected) throws IOException {
    if (checksum.getValue() != expected || in.read() >= 0) {
      throw NetworkImageFile.damaged(where, "its checksum is another").build();
    }
  }
}
