package jacquard.api.data;

import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Unsigned bytes read from an IDX file, plain or gzipped (told apart by the first two bytes, not by the name).
///
/// Shapes   as in the file's header: `[count,rows,columns]` for images, `[count]` for labels.
/// Units    the header is big-endian: magic `0x00000800 + rank`, then one 32-bit extent for each dimension, then the bytes.
/// Errors   `idx/missing`, `idx/unreadable`, `idx/gzip`, `idx/magic`, `idx/truncated`, `idx/trailing`, `idx/empty`,
///          `idx/too-large`
/// Source   LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "File formats"
///
/// The extents are not believed: memory grows with the bytes that arrive, so a short file with a long header costs nothing.
public final class Idx {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int GZIP_0 = 0x1F;
  private static final int GZIP_1 = 0x8B;
  /// Memory taken before any byte has arrived.
  private static final int FIRST_BYTES = 1 << 16;
  /// Some JVMs keep up to 8 words of a largest array for its header.
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Shape shape;
  private final byte[] bytes;

  private Idx(Shape shape, byte[] bytes) {
    this.shape = shape;
    this.bytes = bytes;
  }

  /// Grey images: shape `[count,rows,columns]`.
  public static Idx readImages(Path file) {
    return read(file, 3);
  }

  /// Labels: shape `[count]`.
  public static Idx readLabels(Path file) {
    return read(file, 1);
  }

  /// Unsigned bytes of `rank` dimensions.
  public static Idx read(Path file, int rank) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = isGzip(raw) ? new GZIPInputStream(raw, FIRST_BYTES) : raw) {
      return new Body(file, in, in instanceof GZIPInputStream ? " unpacked" : "").read(rank);
    } catch (NoSuchFileException e) {
      throw UserError.of("idx/missing").problem("there is no such IDX file").where("%s", file)
          .expected("an IDX file, plain or gzipped").cause(e).build();
    } catch (ZipException | EOFException e) {
      throw UserError.of("idx/gzip").problem("the gzip data is damaged").where("%s", file)
          .got("%s", e).fix("fetch the file again").cause(e).build();
    } catch (IOException e) {
      throw UserError.of("idx/unreadable").problem("the file cannot be read").where("%s", file).got("%s", e).cause(e).build();
    }
  }

  public Shape shape() {
    return shape;
  }

  /// The bytes after the header, row-major; shared, not copied.
  public byte[] bytes() {
    return bytes;
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == GZIP_0 && in.read() == GZIP_1;
    in.reset();
    return gzip;
  }

  /// The bytes of one file, read once from front to back; `unit` follows "bytes" in messages.
  private record Body(Path file, InputStream in, String unit) {
    Idx read(int rank) throws IOException {
      requireMagic(rank);
      long[] extents = extents(rank);
      int header = Integer.BYTES * (1 + rank);
      String product = Arrays.stream(extents).mapToObj(Long::toString).collect(Collectors.joining(" * "));
      long wanted = size(extents, product);
      byte[] bytes = upTo((int) wanted);
      if (bytes.length < wanted) {
        throw truncated(header + bytes.length, header + " + " + product + " = " + (header + wanted));
      }
      if (in.read() >= 0) {
        throw UserError.of("idx/trailing").problem("bytes follow the last element").where("%s, byte %d", file, header + wanted)
            .got("more than %d bytes%s", header + wanted, unit)
            .expected("%d + %s = %d bytes", header, product, header + wanted)
            .fix("fetch the file again; the counts or the data are wrong").build();
      }
      return new Idx(Shape.of(Arrays.stream(extents).mapToInt(Math::toIntExact).toArray()), bytes);
    }

    private void requireMagic(int rank) throws IOException {
      byte[] head = upTo(Integer.BYTES);
      if (head.length < Integer.BYTES) {
        throw truncated(head.length, "at least " + Integer.BYTES * (1 + rank));
      }
      int magic = ByteBuffer.wrap(head).getInt();
      if (magic != UNSIGNED_BYTES + rank) {
        String dimensions = rank == 1 ? "1 dimension" : rank + " dimensions";
        throw UserError.of("idx/magic").problem("this is not an IDX file of unsigned bytes with %s", dimensions)
            .where("%s, byte 0", file).got("0x%08X", magic).expected("0x%08X", UNSIGNED_BYTES + rank)
            .fix("check that image and label files are not exchanged").build();
      }
    }

    private long[] extents(int rank) throws IOException {
      byte[] head = upTo(rank * Integer.BYTES);
      if (head.length < rank * Integer.BYTES) {
        throw truncated(Integer.BYTES + head.length, "at least " + Integer.BYTES * (1 + rank));
      }
      var numbers = ByteBuffer.wrap(head);
      return IntStream.range(0, rank).mapToLong(i -> Integer.toUnsignedLong(numbers.getInt(i * Integer.BYTES))).toArray();
    }

    /// The product of the extents, if an array of that many bytes can exist here.
    private long size(long[] extents, String product) {
      long most = Math.min(LARGEST_ARRAY, Runtime.getRuntime().maxMemory());
      long size = 1;
      for (int i = 0; i < extents.length; i++) {
        long at = (1L + i) * Integer.BYTES;
        if (extents[i] == 0) {
          throw UserError.of("idx/empty").problem("the file says that it holds nothing").where("%s, byte %d", file, at)
              .got("%s elements", product).expected("at least one in each dimension").build();
        }
        if (extents[i] > most / size) {
          throw UserError.of("idx/too-large").problem("the file says that it holds more than fits in memory")
              .where("%s, byte %d", file, at).got("%s bytes", product).expected("at most %d bytes", most)
              .fix("fetch the file again; if it is right, raise the heap with -Xmx or split the file").build();
        }
        size *= extents[i];
      }
      return size;
    }

    /// Up to `count` bytes; the file's end, or that of its gzip data, ends them early.
    private byte[] upTo(int count) throws IOException {
      var all = new byte[Math.min(count, FIRST_BYTES)];
      int filled = 0;
      try {
        while (filled < count) {
          if (filled == all.length) {
            all = Arrays.copyOf(all, (int) Math.min(count, 2L * filled));
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

    private UserError truncated(int got, String expected) {
      return UserError.of("idx/truncated").problem("the file ends early").where("%s, byte %d%s", file, got, unit)
          .got("%d bytes%s", got, unit).expected("%s bytes", expected).fix("fetch the file again").build();
    }
  }
}
