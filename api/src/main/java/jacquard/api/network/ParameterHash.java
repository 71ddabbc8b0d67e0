package jacquard.api.network;

import jacquard.ir.ArrayBytes;
import jacquard.ir.NdArray;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/// One number for a set of parameters, to compare runs by.
public final class ParameterHash {
  private ParameterHash() {}

  /// SHA-256 over the arrays in order, row-major, little-endian.
  public static String sha256(Collection<NdArray> arrays) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (NdArray array : arrays) {
        ArrayBytes.write(array, (bytes, count) -> digest.update(bytes, 0, count));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
