package jacquard.api.data;

import jacquard.ir.HeapBudget;
import jacquard.ir.UserError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The bytes of a file of data, plain or gzipped (told apart by the first two bytes, not by the name), read once from front to back.
///
/// Memory grows with the bytes that arrive, so a short file that promises much costs nothing, and is compared with the heap before it
/// is taken, so that a short file that unpacks to much, or a device that never ends, is refused.
/// Errors   `FORMAT/missing`, `FORMAT/unreadable`, `FORMAT/gzip`, `FORMAT/too-large`, and `FORMAT/truncated` where a reader asks for it
final class DataFile {
  /// Some JVMs keep up to 8 words of a largest array for its header.
  static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  /// Memory taken before any byte has arrived.
  private static final int FIRST_BYTES = 1 << 16;

  private final Path path;
  private final Format format;
  private final InputStream in;

  /// A file format: the first part of its error codes, and its name in messages.
  record Format(String code, String article, String name) {}

  /// Reads a file's content.
  @FunctionalInterface
  interface Reader<T> {
    T read(DataFile file) throws IOException;
  }

  private DataFile(Path path, Format format, InputStream in) {
    this.path = path;
    this.format = format;
    this.in = in;
  }

  static <T> T read(Path path, Format format, Reader<T> reader) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(UserError.given("the file", path)));
        InputStream in = isGzip(raw) ? new GzipMembers(raw) : raw) {
      var file = new DataFile(path, format, in);
      try {
        return reader.read(file);
      } catch (OutOfMemoryError e) {
        // Free in total, but not in one piece.
        throw file.tooLarge("arrays for its content", e);
      }
    } catch (NoSuchFileException e) {
      throw UserError.of(format.code + "/missing").problem("there is no such %s file", format.name)
          .absent(path, String.format(Locale.ROOT, "%s %s file, plain or gzipped", format.article, format.name)).cause(e).build();
    } catch (ZipException | EOFException e) {
      throw UserError.of(format.code + "/gzip").problem("the gzip data is damaged").where("%s", path)
          .got("%s", e).fix("fetch the file again").cause(e).build();
    } catch (IOException e) {
      throw UserError.of(format.code + "/unreadable").problem("the file cannot be read").where("%s", path).got("%s", e).cause(e)
          .build();
    }
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == GzipMembers.MAGIC_0 && in.read() == GzipMembers.MAGIC_1;
    in.reset();
    return gzip;
  }

  Path path() {
    return path;
  }

  /// What follows "bytes" in messages: whether places count in the file or in its unpacked data.
  String unit() {
    return in instanceof GzipMembers ? " unpacked" : "";
  }

  boolean atEnd() throws IOException {
    return in.read() < 0;
  }

  /// Up to `count` bytes; the file's end, or that of its gzip data, ends them early.
  byte[] upTo(int count) throws IOException {
    var all = new byte[Math.min(count, FIRST_BYTES)];
    int filled = 0;
    try {
      while (filled < count) {
        if (filled == all.length) {
          int longer = (int) Math.min(count, 2L * filled);
          requireRoom(longer, filled);
          all = Arrays.copyOf(all, longer);
        }
        int read = in.read(all, filled, all.length - filled);
        if (read < 0) {
          break;
        }
        filled += read;
      }
    } catch (EOFException e) {
      return Arrays.copyOf(all, filled);
    }
    return filled == all.length ? all : Arrays.copyOf(all, filled);
  }

  /// Room for an array of `bytes`, asked for when `known` bytes have been read.
  private void requireRoom(int bytes, int known) {
    if (!HeapBudget.hasRoom(bytes)) {
      throw tooLarge(String.format(Locale.ROOT, "more than %,d bytes%s", known, unit()), null);
    }
  }

  private UserError tooLarge(String got, @Nullable Throwable cause) {
    UserError.Builder error = UserError.of(format.code + "/too-large").problem("the file holds more than fits in memory").where("%s", path)
        .got("%s", got).expected("%s", HeapBudget.now(true).room())
        .fix("fetch the file again; if it is right, raise the heap with -Xmx or split the file");
    return (cause == null ? error : error.cause(cause)).build();
  }

  UserError truncated(int got, String expected) {
    return UserError.of(format.code + "/truncated").problem("the file ends early").where("%s, byte %d%s", path, got, unit())
        .got("%d bytes%s", got, unit()).expected("%s bytes", expected).fix("fetch the file again").build();
  }
}
