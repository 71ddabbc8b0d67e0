package jacquard.compiler.jar;

import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// What has to be known of a file before it is stored in an archive: how many bytes it has and their CRC-32; and their CRC-32C, which costs
/// least to compute when it is read.
public final class DataDigest extends OutputStream {
  private final CRC32 archived = new CRC32();
  private final CRC32C read = new CRC32C();
  private long bytes;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] piece, int from, int count) {
    archived.update(piece, from, count);
    read.update(piece, from, count);
    bytes += count;
  }

  public long bytes() {
    return bytes;
  }

  /// The CRC-32.
  public long archiveChecksum() {
    return archived.getValue();
  }

  /// The CRC-32C.
  public long readChecksum() {
    return read.getValue();
  }
}
