package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
  /// The magic's last byte is their number.
  private static final int MOST_DIMENSIONS = 255;
  private static final DataFile.Format FORMAT = new DataFile.Format("idx", "an", "IDX");

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
    if (rank < 1 || rank > MOST_DIMENSIONS) {
      throw UserError.of("idx/magic").problem("the number of dimensions is out of range").at(Loc.ofCaller()).got("%d dimensions", rank)
          .expected("1 to %d", MOST_DIMENSIONS).build();
    }
    return DataFile.read(file, FORMAT, data -> new Body(data).read(rank));
  }

  public Shape shape() {
    return shape;
  }

  /// The bytes after the header, row-major; shared, not copied.
  public byte[] bytes() {
    return bytes;
  }

  /// Header and elements of one file.
  private record Body(DataFile data) {
    Idx read(int rank) throws IOException {
      requireMagic(rank);
      long[] extents = extents(rank);
      int header = Integer.BYTES * (1 + rank);
      String product = Arrays.stream(extents).mapToObj(Long::toString).collect(Collectors.joining(" * "));
      long wanted = size(extents, product);
      byte[] bytes = data.upTo((int) wanted);
      if (bytes.length < wanted) {
        throw data.truncated(header + bytes.length, header + " + " + product + " = " + (header + wanted));
      }
      if (!data.atEnd()) {
        throw UserError.of("idx/trailing").problem("bytes follow the last element").where("%s, byte %d", data.path(), header + wanted)
            .got("more than %d bytes%s", header + wanted, data.unit())
            .expected("%d + %s = %d bytes", header, product, header + wanted)
            .fix("fetch the file again; the counts or the data are wrong").build();
      }
      return new Idx(Shape.of(Arrays.stream(extents).mapToInt(Math::toIntExact).toArray()), bytes);
    }

    private void requireMagic(int rank) throws IOException {
      byte[] head = data.upTo(Integer.BYTES);
      if (head.length < Integer.BYTES) {
        throw data.truncated(head.length, "at least " + Integer.BYTES * (1 + rank));
      }
      int magic = ByteBuffer.wrap(head).getInt();
      if (magic != UNSIGNED_BYTES + rank) {
        String dimensions = rank == 1 ? "1 dimension" : rank + " dimensions";
        throw UserError.of("idx/magic").problem("this is not an IDX file of unsigned bytes with %s", dimensions)
            .where("%s, byte 0", data.path()).got("0x%08X", magic).expected("0x%08X", UNSIGNED_BYTES + rank)
            .fix("check that image and label files are not exchanged").build();
      }
    }

    private long[] extents(int rank) throws IOException {
      byte[] head = data.upTo(rank * Integer.BYTES);
      if (head.length < rank * Integer.BYTES) {
        throw data.truncated(Integer.BYTES + head.length, "at least " + Integer.BYTES * (1 + rank));
      }
      var numbers = ByteBuffer.wrap(head);
      return IntStream.range(0, rank).mapToLong(i -> Integer.toUnsignedLong(numbers.getInt(i * Integer.BYTES))).toArray();
    }

    /// The product of the extents, if an array of that many bytes can exist here.
    private long size(long[] extents, String product) {
      long most = Math.min(DataFile.LARGEST_ARRAY, Runtime.getRuntime().maxMemory());
      long size = 1;
      for (int i = 0; i < extents.length; i++) {
        long at = (1L + i) * Integer.BYTES;
        if (extents[i] == 0) {
          throw UserError.of("idx/empty").problem("the file says that it holds nothing").where("%s, byte %d", data.path(), at)
              .got("%s elements", product).expected("at least one in each dimension").build();
        }
        if (extents[i] > most / size) {
          throw UserError.of("idx/too-large").problem("the file says that it holds more than fits in memory")
              .where("%s, byte %d", data.path(), at).got("%s bytes", product).expected("at most %d bytes", most)
              .fix("fetch the file again; if it is right, raise the heap with -Xmx or split the file").build();
        }
        size *= extents[i];
      }
      return size;
    }
  }
}
