package jacquard.ir;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// One array in numpy's format, in a stream: what lies in files and archives, and what a compiled network's own command reads and writes.
///
///     \x93NUMPY | version | header bytes | header: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } | data
///
/// In reading, every size is checked before memory is taken for the array.
public final class NpyFormat {
  private NpyFormat() {}

  /// Writes the bytes of such a file.
  public static void write(OutputStream out, NdArray array) throws IOException {
    out.write(NpyHeader.of(array));
    ArrayBytes.write(array, (bytes, count) -> out.write(bytes, 0, count));
  }

  /// The array in `in`, which is named `where` and has `size` bytes, as far as is known before they are read.
  ///
  /// Errors: `npy/magic`, `npy/version`, `npy/header`, `npy/dtype`, `npy/too-large`, `npy/truncated`, `npy/trailing`, `npy/range`.
  public static NdArray read(String where, InputStream in, long size) throws IOException {
    long[] at = {0};
    NpyHeader.Bytes bytes = count -> {
      byte[] next = in.readNBytes(count);
      at[0] += next.length;
      if (next.length < count) {
        throw new EOFException("ends after " + at[0] + " bytes");
      }
      return next;
    };
    try {
      NpyHeader header = NpyHeader.read(where, bytes);
      long wanted = at[0] + header.elements() * header.stored().bytes();
      if (size != wanted) {
        throw length(where, size, wanted, header);
      }
      return read(where, header, bytes, at[0]);
    } catch (EOFException e) {
      throw UserError.of("npy/truncated").problem("the file ends early").where("%s, byte %d", where, at[0]).got("%d bytes", at[0])
          .fix("fetch the file again").cause(e).build();
    }
  }

  private static UserError length(String where, long size, long wanted, NpyHeader header) {
    boolean early = size < wanted;
    return UserError.of(early ? "npy/truncated" : "npy/trailing").problem(early ? "the file ends early" : "bytes follow the array")
        .where("%s, byte %d", where, Math.min(size, wanted)).got("%d bytes", size)
        .expected("%d elements * %d + the header's %d = %d bytes", header.elements(), header.stored().bytes(),
            wanted - header.elements() * header.stored().bytes(), wanted).fix("fetch the file again").build();
  }

  private static NdArray read(String where, NpyHeader header, NpyHeader.Bytes bytes, long dataByte) throws IOException {
    TensorType type = header.type();
    boolean turned = header.fortran() && type.rank() > 1;
    long needed = (turned ? 2 : 1) * type.bytes(1);
    if (!HeapBudget.hasRoom(needed)) {
      throw UserError.of("npy/too-large").problem("the array does not fit in memory").where("%s", where).got("%s: %d bytes", type, needed)
          .expected("%s", HeapBudget.now(true).room()).fix("raise the heap with -Xmx").build();
    }
    NdArray array = NdArray.zeros(type);
    header.stored().read(array, header.order(), bytes::next);
    int bad = header.stored().firstBad(array);
    if (bad >= 0) {
      boolean mask = header.stored() == StoredType.BOOL;
      throw UserError.of("npy/range").problem("an element is outside its type's range")
          .where("%s, byte %d", where, dataByte + (long) bad * header.stored().bytes())
          .got("%s", mask ? String.valueOf(array.mask()[bad] & 0xFF) : Long.toUnsignedString(array.longs()[bad]))
          .expected("%s", mask ? "0 or 1" : "less than 2^63").build();
    }
    return turned ? turned(array) : array;
  }

  /// `array`, whose elements lie with the first index fastest, with the last one fastest.
  private static NdArray turned(NdArray array) {
    int[] extents = array.shape().at(1);
    NdArray out = NdArray.zeros(array.type());
    Object to = out.data();
    var index = new int[extents.length];
    for (int i = 0; i < array.size(); i++) {
      int place = 0;
      for (int k = 0; k < extents.length; k++) {
        place = place * extents[k] + index[k];
      }
      array.copy(i, to, place, 1);
      for (int k = 0; k < extents.length && ++index[k] == extents[k]; k++) {
        index[k] = 0;
      }
    }
    return out;
  }
}
