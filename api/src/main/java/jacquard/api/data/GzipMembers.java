package jacquard.api.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// The unpacked data of a gzip file, all its members in a row; what follows them and is no member is left alone.
///
/// `GZIPInputStream` calls itself for each member that is empty, so that some thousands of them end in a StackOverflowError; this reads
/// any number.
/// Source   Deutsch 1996, RFC 1952, section 2
final class GzipMembers extends InputStream {
  static final int MAGIC_0 = 0x1F;
  static final int MAGIC_1 = 0x8B;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  /// Time, extra flags and operating system.
  private static final int UNUSED_BYTES = 6;

  private final InputStream in;
  private final byte[] packed = new byte[1 << 16];
  private int at;
  private int filled;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 header = new CRC32();
  private final CRC32 data = new CRC32();
  private boolean ended;

  /// Reads the first member's header.
  GzipMembers(InputStream in) throws IOException {
    this.in = in;
    if (!startMember()) {
      throw new ZipException("Not in GZIP format");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, bytes.length);
    try {
      while (!ended && count > 0) {
        int got = inflater.inflate(bytes, from, count);
        if (got > 0) {
          data.update(bytes, from, got);
          return got;
        }
        if (inflater.finished()) {
          endMember();
        } else if (inflater.needsDictionary()) {
          throw new ZipException("a preset dictionary");
        } else {
          require();
          inflater.setInput(packed, at, filled - at);
          at = filled;
        }
      }
    } catch (DataFormatException e) {
      throw (IOException) new ZipException(Objects.requireNonNullElse(e.getMessage(), "Invalid ZLIB data format")).initCause(e);
    }
    return count == 0 ? 0 : -1;
  }

  /// Whether a member begins here.
  private boolean startMember() throws IOException {
    header.reset();
    if (next() != MAGIC_0 || next() != MAGIC_1) {
      return false;
    }
    if (expectNext() != DEFLATE) {
      throw new ZipException("Unsupported compression method");
    }
    int flags = expectNext();
    skip(UNUSED_BYTES);
    if ((flags & EXTRA) != 0) {
      skip(expectNext() | expectNext() << 8);
    }
    for (int text : new int[] {NAME, COMMENT}) {
      while ((flags & text) != 0 && expectNext() != 0) {
        // A text ends with a 0.
      }
    }
    if ((flags & HEADER_CRC) != 0) {
      int wanted = (int) header.getValue() & 0xFFFF;
      if ((expectNext() | expectNext() << 8) != wanted) {
        throw new ZipException("Corrupt GZIP header");
      }
    }
    return true;
  }

  private void endMember() throws IOException {
    at -= inflater.getRemaining();
    if (expectInt() != (int) data.getValue() || expectInt() != (int) inflater.getBytesWritten()) {
      throw new ZipException("Corrupt GZIP trailer");
    }
    inflater.reset();
    data.reset();
    ended = !startMember();
  }

  private int expectInt() throws IOException {
    return expectNext() | expectNext() << 8 | expectNext() << 16 | expectNext() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      expectNext();
    }
  }

  private int expectNext() throws IOException {
    require();
    return next();
  }

  private int next() throws IOException {
    if (!fill()) {
      return -1;
    }
    header.update(packed[at]);
    return packed[at++] & 0xFF;
  }

  private void require() throws IOException {
    if (!fill()) {
      throw new EOFException("Unexpected end of GZIP data");
    }
  }

  /// Whether a byte is left.
  private boolean fill() throws IOException {
    if (at == filled) {
      at = 0;
      filled = Math.max(0, in.read(packed));
    }
    return at < filled;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
