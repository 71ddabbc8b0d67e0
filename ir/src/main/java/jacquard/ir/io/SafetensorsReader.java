package jacquard.ir.io;

import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.StoredType;
import jacquard.ir.UserError;
import jacquard.ir.io.SafetensorsHeader.Entry;
import jacquard.ir.text.Identifiers;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads safetensors files from front to back. Every length, shape and offset is checked against the file's size before memory is taken.
final class SafetensorsReader {
  /// The limit of the reference implementation, `MAX_HEADER_SIZE` in its `tensor.rs`.
  private static final long MOST_HEADER_BYTES = 100_000_000;
  /// Bytes of memory for a byte of the header: most for many short entries of metadata, in objects of their own.
  private static final int MOST_GROWTH = 32;
  private static final int DELETE = 0x7F;

  private final Path file;
  private final InputStream in;
  private final long fileBytes;
  private long dataByte;

  private SafetensorsReader(Path file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    this.fileBytes = Files.size(file);
  }

  /// With large tensors left in the file where `inFile` says so.
  static Safetensors read(Path file, boolean inFile) {
    if (Files.isDirectory(file)) {
      throw UserError.of("safetensors/unreadable").problem("this is a folder").where("%s", file)
          .expected("a safetensors file").build();
    }
    // A stream, as an interrupt closes channels.
    try (InputStream in = Files.newInputStream(file)) {
      return new SafetensorsReader(file, in).read(inFile);
    } catch (NoSuchFileException e) {
      throw UserError.of("safetensors/missing").problem("there is no such file").absent(file, "a safetensors file").cause(e).build();
    } catch (IOException e) {
      throw UserError.of("safetensors/unreadable").problem("the file cannot be read").where("%s", file).got("%s", e)
          .cause(e).build();
    }
  }

  private Safetensors read(boolean inFile) throws IOException {
    long headerBytes = headerBytes();
    if (!HeapBudget.hasRoom(headerBytes * MOST_GROWTH)) {
      throw UserError.of("safetensors/too-large").problem("the header does not fit in memory").where("%s, byte 0", file)
          .got("a header of %d bytes, which takes up to %d times as many", headerBytes, MOST_GROWTH)
          .expected("%s", HeapBudget.now(true).room()).fix("check that this is a safetensors file, or raise the heap with -Xmx").build();
    }
    SafetensorsHeader header = SafetensorsHeader.parse(file, next((int) headerBytes));
    dataByte = Long.BYTES + headerBytes;
    List<Entry> entries = header.entries();
    entries.forEach(this::requireSize);
    var placed = new ArrayList<>(entries);
    placed.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireContiguous(placed);
    Predicate<Entry> stays = e -> inFile && e.stored().isOurs() && StoredTensors.suits(file, e.type().dtype(), e.elements());
    long wanted = entries.stream().filter(stays.negate()).mapToLong(e -> e.elements() * e.type().dtype().bytes()).sum();
    if (!HeapBudget.hasRoom(wanted)) {
      throw tooLarge(null);
    }
    StoredTensors stored = entries.stream().anyMatch(stays) ? StoredTensors.of(file) : null;
    if (stored != null && stored.size() != fileBytes) {
      throw new EOFException("the file was replaced while it was read");
    }
    try {
      var arrays = new HashMap<String, NdArray>();
      for (Entry entry : placed) {
        if (stored != null && stays.test(entry)) {
          in.skipNBytes(entry.end() - entry.begin());
          arrays.put(entry.name(), NdArray.stored(entry.type(),
              stored.tensor(entry.type().dtype(), dataByte + entry.begin())));
        } else {
          arrays.put(entry.name(), readArray(entry));
        }
      }
      var tensors = new LinkedHashMap<String, NdArray>();
      entries.forEach(e -> tensors.put(e.name(), Objects.requireNonNull(arrays.get(e.name()))));
      return new Safetensors(tensors, header.metadata());
    } catch (OutOfMemoryError e) {
      // Free in total, but not in one piece.
      throw tooLarge(e);
    }
  }

  private UserError tooLarge(@Nullable Throwable cause) {
    UserError.Builder error = UserError.of("safetensors/too-large").problem("the tensors do not fit in memory").where("%s", file)
        .got("%d bytes of tensors", fileBytes - dataByte).expected("%s", HeapBudget.now(true).room())
        .fix("raise the heap with -Xmx");
    return (cause == null ? error : error.cause(cause)).build();
  }

  private long headerBytes() throws IOException {
    if (fileBytes < Long.BYTES) {
      throw UserError.of("safetensors/truncated").problem("the file ends early").where("%s, byte %d", file, fileBytes)
          .got("%d bytes", fileBytes).expected("at least %d bytes", Long.BYTES).build();
    }
    long bytes = ByteBuffer.wrap(next(Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (bytes < 0 || bytes > MOST_HEADER_BYTES) {
      throw UserError.of("safetensors/header").problem("this is not a safetensors file").where("%s, byte 0", file)
          .got("%s", beginning(bytes)).expected("the number of bytes of its header, at most %d, then '{'", MOST_HEADER_BYTES)
          .fix("give the .safetensors file itself: this one has another format, or is a web page or a note in its place").build();
    }
    if (bytes > fileBytes - Long.BYTES) {
      throw UserError.of("safetensors/truncated").problem("the file ends in its header").where("%s, byte %d", file, fileBytes)
          .got("%d bytes", fileBytes).expected("at least %d + %d = %d bytes", Long.BYTES, bytes, Long.BYTES + bytes)
          .fix("check that this is a safetensors file, and fetch it again").build();
    }
    return bytes;
  }

  /// The first 8 bytes of a file of another kind: as text, if they are, else as numbers.
  private static String beginning(long bytes) {
    byte[] first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes).array();
    boolean text = IntStream.range(0, first.length).allMatch(i -> first[i] >= ' ' && first[i] < DELETE || Character.isWhitespace(first[i]));
    return text ? "a text that begins with " + Identifiers.quoted(new String(first, StandardCharsets.US_ASCII))
        : "a file that begins with the bytes " + HexFormat.ofDelimiter(" ").formatHex(first);
  }

  private void requireSize(Entry e) {
    int width = e.stored().bytes();
    if (e.end() < e.begin() || e.end() - e.begin() != e.elements() * width) {
      throw UserError.of("safetensors/shape").problem("a tensor's shape and offsets disagree")
          .where("%s, byte %d, tensor \"%s\"", file, dataByte + e.begin(), e.name())
          .got("data_offsets [%d, %d): %d - %d = %d bytes", e.begin(), e.end(), e.end(), e.begin(), e.end() - e.begin())
          .expected("%s%s: %d elements * %d = %d bytes", e.stored().name().toLowerCase(Locale.ROOT), e.shape(), e.elements(), width,
              e.elements() * width).build();
    }
  }

  /// The tensors, in the order of their data, cover it from its first to its last byte, each byte once.
  private void requireContiguous(List<Entry> placed) {
    long end = 0;
    for (Entry e : placed) {
      if (e.begin() != end) {
        String problem = e.begin() < end ? "two tensors overlap" : "bytes between tensors are unused";
        throw UserError.of("safetensors/offsets").problem("%s", problem)
            .where("%s, byte %d, tensor \"%s\"", file, dataByte + e.begin(), e.name())
            .got("data_offsets [%d, %d)", e.begin(), e.end())
            .expected("to begin at %d, where the tensor before ends", end).build();
      }
      end = e.end();
    }
    long wanted = dataByte + end;
    if (wanted != fileBytes) {
      String code = wanted > fileBytes ? "safetensors/truncated" : "safetensors/offsets";
      String problem = wanted > fileBytes ? "the file ends early" : "bytes follow the last tensor";
      throw UserError.of(code).problem("%s", problem).where("%s, byte %d", file, Math.min(wanted, fileBytes))
          .got("%d bytes", fileBytes).expected("%d + %d + %d = %d bytes", Long.BYTES, dataByte - Long.BYTES, end, wanted)
          .fix("fetch the file again").build();
    }
  }

  private NdArray readArray(Entry entry) throws IOException {
    NdArray array = NdArray.zeros(entry.type());
    entry.stored().read(array, ByteOrder.LITTLE_ENDIAN, this::next);
    int bad = entry.stored().firstBad(array);
    if (bad >= 0) {
      boolean mask = entry.stored() == StoredType.BOOL;
      throw UserError.of(mask ? "safetensors/bool" : "safetensors/range")
          .problem(mask ? "an element of a BOOL tensor is neither 0 nor 1" : "an element of a U64 tensor does not fit into 63 bits")
          .where("%s, byte %d, tensor \"%s\"", file, dataByte + entry.begin() + (long) bad * entry.stored().bytes(), entry.name())
          .got("%s", mask ? String.valueOf(array.mask()[bad] & 0xFF) : Long.toUnsignedString(array.longs()[bad]))
          .expected("%s", mask ? "0 or 1" : "less than 2^63").build();
    }
    return array;
  }

  /// The next `count` bytes of the file.
  private byte[] next(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the file became shorter while it was read");
    }
    return bytes;
  }
}
