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
///
/// Hashing large weights takes a second, so it is done only when needed: where data of one type differs, a few elements nearly always show
/// it.
public final class ConstantData {
  /// Constants up to this many elements are written into the text; larger ones only by hash.
  public static final int INLINE_ELEMENTS = 16;
  private static final int HASH_BYTES = 8;
  /// Elements of which some are different in nearly all pairs of different weights.
  private static final int SAMPLED = 64;
  /// Elements that are hashed in some microseconds.
  private static final int SMALL = 1 << 12;

  private final TensorType type;
  private final @Nullable NdArray value;
  private final @Nullable Graph origin;
  private volatile @Nullable String hash;

  private ConstantData(TensorType type, @Nullable String hash, @Nullable NdArray value, @Nullable Graph origin) {
    this.type = type;
    this.hash = hash;
    this.value = value;
    this.origin = origin;
  }

  public static ConstantData of(NdArray value) {
    return new ConstantData(value.type(), null, value, null);
  }

  /// The output of `origin`, a graph of constants, which has been computed: what takes less room than `value`.
  public static ConstantData of(NdArray value, Graph origin) {
    return new ConstantData(value.type(), null, value, origin);
  }

  /// A constant known by hash alone.
  public static ConstantData absent(TensorType type, String hash) {
    return new ConstantData(type, hash, null, null);
  }

  /// The same data in row-major order as an array of shape `shape`; nothing is copied.
  public ConstantData reshaped(Shape shape) {
    return new ConstantData(type.shaped(shape), hash, value == null ? null : value.reshaped(shape), null);
  }

  /// The same data, which lies elsewhere: the elements of `same` are those of this.
  public ConstantData movedTo(NdArray same) {
    return new ConstantData(type, hash, same, origin);
  }

  public TensorType type() {
    return type;
  }

  /// The first 8 bytes of the SHA-256 of the row-major little-endian data, in hexadecimal.
  public String hash() {
    String known = hash;
    if (known == null) {
      known = hash(Objects.requireNonNull(value));
      hash = known;
    }
    return known;
  }

  /// Whether some elements spread over both show that they are not the same.
  private static boolean differ(NdArray a, NdArray b) {
    int step = Math.max(1, a.size() / SAMPLED);
    for (int i = 0; i < a.size(); i += step) {
      if (Double.doubleToRawLongBits(a.get(i)) != Double.doubleToRawLongBits(b.get(i))) {
        return true;
      }
    }
    return false;
  }

  public Optional<NdArray> value() {
    return Optional.ofNullable(value);
  }

  /// The smaller constants that this is computed from, with its one output; nothing where it is kept as it is.
  public Optional<Graph> origin() {
    return Optional.ofNullable(origin);
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
  @SuppressWarnings("ReferenceEquality") // one array needs no comparison
  public boolean equals(Object o) {
    if (!(o instanceof ConstantData that) || !type.equals(that.type)) {
      return false;
    }
    if (this == that || value != null && value == that.value) {
      return true;
    }
    return (value == null || that.value == null || !differ(value, that.value)) && hash().equals(that.hash());
  }

  @Override
  public int hashCode() {
    return type.shape().size() <= SMALL ? Objects.hash(type, hash()) : type.hashCode();
  }

  @Override
  public String toString() {
    return type + " #" + hash();
  }
}
