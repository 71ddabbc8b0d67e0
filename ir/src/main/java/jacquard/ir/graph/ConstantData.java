package jacquard.ir.graph;

import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The data of a constant, compared by type and content hash. The data itself may be absent, after reading a text without it.
public final class ConstantData {
  /// Constants up to this many elements are written into the text; larger ones only by hash.
  public static final int INLINE_ELEMENTS = 16;
  private static final int HASH_BYTES = 8;
  /// Hashed in some milliseconds at most.
  private static final int CHUNK_BYTES = 1 << 16;

  private final TensorType type;
  private final String hash;
  private final @Nullable NdArray value;

  private ConstantData(TensorType type, String hash, @Nullable NdArray value) {
    this.type = type;
    this.hash = hash;
    this.value = value;
  }

  public static ConstantData of(NdArray value) {
    return new ConstantData(value.type(), hash(value), value);
  }

  /// A constant known by hash alone.
  public static ConstantData absent(TensorType type, String hash) {
    return new ConstantData(type, hash, null);
  }

  /// The same data in row-major order as an array of shape `shape`; nothing is copied.
  public ConstantData reshaped(Shape shape) {
    return new ConstantData(type.shaped(shape), hash, value == null ? null : value.reshaped(shape));
  }

  public TensorType type() {
    return type;
  }

  /// The first 8 bytes of the SHA-256 of the row-major little-endian data, in hexadecimal.
  public String hash() {
    return hash;
  }

  public Optional<NdArray> value() {
    return Optional.ofNullable(value);
  }

  private static String hash(NdArray array) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      int width = array.dtype().bytes();
      int atOnce = CHUNK_BYTES / width;
      var chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < array.size(); from += Math.min(atOnce, array.size() - from)) {
        int count = Math.min(atOnce, array.size() - from);
        switch (array.dtype()) {
          case F32 -> chunk.asFloatBuffer().put(array.floats(), from, count);
          case F64 -> chunk.asDoubleBuffer().put(array.doubles(), from, count);
          case I32 -> chunk.asIntBuffer().put(array.ints(), from, count);
          case I64 -> chunk.asLongBuffer().put(array.longs(), from, count);
          case BOOL -> chunk.put(0, array.mask(), from, count);
        }
        Interrupted.check();
        digest.update(chunk.array(), 0, count * width);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ConstantData that && type.equals(that.type) && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, hash);
  }

  @Override
  public String toString() {
    return type + " #" + hash;
  }
}
