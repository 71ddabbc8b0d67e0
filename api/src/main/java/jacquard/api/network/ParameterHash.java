package jacquard.api.network;

import jacquard.ir.NdArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/// One number for a set of parameters, to compare runs by.
public final class ParameterHash {
  private static final int CHUNK_ELEMENTS = 8192;

  private ParameterHash() {}

  /// SHA-256 over the arrays in order, row-major, little-endian.
  public static String sha256(Collection<NdArray> arrays) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    for (NdArray array : arrays) {
      var bytes = ByteBuffer.allocate(CHUNK_ELEMENTS * array.dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < array.size(); from += CHUNK_ELEMENTS) {
        int to = Math.min(from + CHUNK_ELEMENTS, array.size());
        bytes.clear();
        for (int i = from; i < to; i++) {
          put(bytes, array, i);
        }
        digest.update(bytes.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void put(ByteBuffer bytes, NdArray array, int i) {
    switch (array.dtype()) {
      case F32 -> bytes.putFloat(array.floats()[i]);
      case F64 -> bytes.putDouble(array.doubles()[i]);
      case I32 -> bytes.putInt(array.ints()[i]);
      case I64 -> bytes.putLong(array.longs()[i]);
      case BOOL -> bytes.put(array.mask()[i]);
    }
  }
}
