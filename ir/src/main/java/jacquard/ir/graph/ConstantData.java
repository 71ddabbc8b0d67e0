package jacquard.ir.graph;

import jacquard.ir.ArrayBytes;
import jacquard.ir.Interrupted;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
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
      ArrayBytes.write(array, (bytes, count) -> {
        Interrupted.check();
        digest.update(bytes, 0, count);
      });
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
