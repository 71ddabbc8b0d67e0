package jacquard.ir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What an npy file says before its data: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, a literal of Python.
///
/// @param order the order of an element's bytes
/// @param fortran whether the first index runs fastest
record NpyHeader(StoredType stored, ByteOrder order, boolean fortran, Shape shape, long elements) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int NEWEST = 3;
  /// Headers of plain arrays take about a hundred bytes.
  private static final int MOST_BYTES = 1 << 16;
  private static final int MOST_SHOWN = 200;
  /// What numpy aligns data to.
  private static final int ALIGNMENT_BYTES = 64;
  /// More dimensions than numpy has.
  private static final int MOST_DIMENSIONS = 64;
  private static final String FIELDS = "descr: a text, fortran_order: True or False, shape: a tuple of natural numbers, each once";
  /// A name and a text, a truth value, a tuple or the beginning of a list; Python 2 wrote `3L`.
  private static final Pattern FIELD = Pattern.compile(
      "\\s*['\"](\\w+)['\"]\\s*:\\s*(?:['\"]([^'\"]*)['\"]|(True|False)|\\(([0-9L,\\s]*)\\)|(\\[))\\s*(?:,|$|(?<=\\[))");
  private static final Pattern EXTENT = Pattern.compile("\\s*([0-9]{1,18})L?\\s*");
  private static final Pattern TYPE = Pattern.compile("([<>=|]?)([a-zA-Z])([0-9]*)");

  /// Gives the bytes of a file in order.
  interface Bytes {
    byte[] next(int count) throws IOException;
  }

  /// The header at the beginning of `in`, whose name is `where`.
  static NpyHeader read(String where, Bytes in) throws IOException {
    byte[] magic = in.next(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw UserError.of("npy/magic").problem("this is not an npy file").where("%s, byte 0", where)
          .got("%s", shown(new String(magic, StandardCharsets.ISO_8859_1))).expected("\\x93NUMPY")
          .fix("write the array with numpy.save").build();
    }
    byte[] version = in.next(2);
    if (version[0] < 1 || version[0] > NEWEST) {
      throw UserError.of("npy/version").problem("the version of the format is not known").where("%s, byte %d", where, MAGIC.length)
          .got("%d.%d", version[0], version[1]).expected("1, 2 or 3").build();
    }
    int width = version[0] == 1 ? Short.BYTES : Integer.BYTES;
    ByteBuffer length = ByteBuffer.wrap(in.next(width)).order(ByteOrder.LITTLE_ENDIAN);
    long bytes = width == Short.BYTES ? Short.toUnsignedInt(length.getShort()) : Integer.toUnsignedLong(length.getInt());
    if (bytes > MOST_BYTES) {
      throw UserError.of("npy/header").problem("the header is too long").where("%s, byte %d", where, MAGIC.length + 2)
          .got("%d bytes", bytes).expected("at most %d", MOST_BYTES).build();
    }
    byte[] text = in.next((int) bytes);
    return new Literal(where, new String(text, version[0] < NEWEST ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8)).header();
  }

  /// What stands in a file, for a message.
  private static String shown(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return '"' + (text.length() > MOST_SHOWN ? printable.substring(0, MOST_SHOWN) + "…" : printable) + '"';
  }

  TensorType type() {
    return new TensorType(stored.dtype(), shape);
  }

  /// The bytes from the beginning of a file to its data.
  static byte[] of(NdArray array) {
    int[] extents = array.shape().at(1);
    String shape = Arrays.stream(extents).mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "(", extents.length == 1 ? ",)" : ")"));
    String text = "{'descr': '" + descr(array.dtype()) + "', 'fortran_order': False, 'shape': " + shape + ", }";
    int begin = MAGIC.length + 2 + Short.BYTES;
    int end = Math.ceilDiv(begin + text.length() + 1, ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    String padded = text + " ".repeat(end - begin - text.length() - 1) + "\n";
    return ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static String descr(DType dtype) {
    return switch (dtype) {
      case F32 -> "<f4";
      case F64 -> "<f8";
      case I32 -> "<i4";
      case I64 -> "<i8";
      case BOOL -> "|b1";
    };
  }

  /// The three fields, in any order, each once.
  private static final class Literal {
    private final String where;
    private final String text;
    private Optional<String> descr = Optional.empty();
    private Optional<Boolean> fortran = Optional.empty();
    private Optional<List<Long>> extents = Optional.empty();

    Literal(String where, String text) {
      this.where = where;
      this.text = text.strip();
    }

    NpyHeader header() {
      if (!text.startsWith("{") || !text.endsWith("}") || text.length() < 2) {
        throw malformed("a dictionary");
      }
      int end = text.length() - 1;
      Matcher field = FIELD.matcher(text);
      for (int at = 1; !text.substring(at, end).isBlank(); at = field.end()) {
        if (!field.region(at, end).lookingAt()) {
          throw malformed(FIELDS);
        }
        take(field);
      }
      if (descr.isEmpty() || fortran.isEmpty() || extents.isEmpty()) {
        throw malformed(FIELDS);
      }
      return header(descr.get(), fortran.get(), extents.get());
    }

    private void take(Matcher field) {
      String name = field.group(1);
      if (name.equals("descr") && field.group(5) != null) {
        throw unsupported("a record of several fields");
      } else if (name.equals("descr") && descr.isEmpty() && field.group(2) != null) {
        descr = Optional.of(field.group(2));
      } else if (name.equals("fortran_order") && fortran.isEmpty() && field.group(3) != null) {
        fortran = Optional.of(field.group(3).equals("True"));
      } else if (name.equals("shape") && extents.isEmpty() && field.group(4) != null) {
        extents = Optional.of(extents(field.group(4)));
      } else {
        throw malformed(FIELDS);
      }
    }

    private List<Long> extents(String tuple) {
      var extents = new ArrayList<Long>();
      String[] parts = tuple.split(",", -1);
      for (int i = 0; i < parts.length; i++) {
        Matcher extent = EXTENT.matcher(parts[i]);
        if (extent.matches() && extents.size() < MOST_DIMENSIONS) {
          extents.add(Long.valueOf(extent.group(1)));
        } else if (i < parts.length - 1 || !parts[i].isBlank()) {
          throw malformed("at most " + MOST_DIMENSIONS + " natural numbers of at most 18 digits");
        }
      }
      return extents;
    }

    private NpyHeader header(String type, boolean columns, List<Long> extents) {
      Matcher parts = TYPE.matcher(type);
      Optional<StoredType> stored = parts.matches() ? stored(parts.group(2) + parts.group(3)) : Optional.empty();
      if (stored.isEmpty()) {
        throw unsupported("'" + type + "'");
      }
      boolean big = parts.group(1).equals(">");
      long elements = extents.contains(0L) ? 0 : 1;
      for (long extent : extents) {
        if (extent > Integer.MAX_VALUE || elements != 0 && extent > Integer.MAX_VALUE / elements) {
          throw UserError.of("npy/too-large").problem("an array has more elements than fit").where("%s: header", where)
              .got("shape %s", extents).expected("at most %d elements", Integer.MAX_VALUE).build();
        }
        elements *= extent;
      }
      return new NpyHeader(stored.get(), big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, columns,
          Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray()), elements);
    }

    private static Optional<StoredType> stored(String type) {
      return switch (type) {
        case "f2" -> Optional.of(StoredType.F16);
        case "f4" -> Optional.of(StoredType.F32);
        case "f8" -> Optional.of(StoredType.F64);
        case "i1" -> Optional.of(StoredType.I8);
        case "i2" -> Optional.of(StoredType.I16);
        case "i4" -> Optional.of(StoredType.I32);
        case "i8" -> Optional.of(StoredType.I64);
        case "u1" -> Optional.of(StoredType.U8);
        case "u2" -> Optional.of(StoredType.U16);
        case "u4" -> Optional.of(StoredType.U32);
        case "u8" -> Optional.of(StoredType.U64);
        case "b1" -> Optional.of(StoredType.BOOL);
        default -> Optional.empty();
      };
    }

    private UserError unsupported(String got) {
      return UserError.of("npy/dtype").problem("the element type is not supported").where("%s: header", where).got("%s", got)
          .expected("f2, f4, f8, i1 to i8, u1 to u8 or b1").fix("convert it: numpy.save(file, array.astype('f4'))").build();
    }

    private UserError malformed(String expected) {
      return UserError.of("npy/header").problem("the header is not that of an npy file").where("%s: header", where)
          .got("%s", shown(text)).expected("%s", expected)
          .fix("write the array with numpy.save").build();
    }
  }
}
