package jacquard.ir.io;

import jacquard.ir.HeapBudget;
import jacquard.ir.NdArray;
import jacquard.ir.NpyFormat;
import jacquard.ir.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Named arrays in numpy's format, as `numpy.savez` and `numpy.savez_compressed` write them: a zip archive in which `NAME.npy` is the
/// array `NAME`, as [Npy] has it.
///
/// Errors   `npz/missing`, `npz/unreadable`, `npz/zip`, `npz/entry`, `npz/duplicate`, `npz/size`, `npz/name`, and those of [Npy]
/// Source   numpy.org, "numpy.savez"; PKWARE, APPNOTE.TXT
///
/// In reading, what an entry is said to hold is checked against what it takes in the archive, before memory is taken for its array.
///
/// ```java
/// Map<String, NdArray> weights = Npz.read(Path.of("weights.npz"));
/// ```
public final class Npz {
  private static final String SUFFIX = ".npy";
  /// What deflate makes of one byte, at most (RFC 1951: 258 bytes for two bits).
  private static final long MOST_GROWTH = 1_032;
  /// Names and extra fields of an entry share 2^16 - 1 bytes.
  private static final int MOST_NAME_BYTES = 60_000;
  private static final int SHOWN = 40;
  /// The least date an entry has, so that equal arrays give equal bytes.
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /// Reads `file`: its arrays in the order of the archive's directory.
  public static Map<String, NdArray> read(Path file) {
    if (!Files.exists(UserError.given("the file", file))) {
      throw UserError.of("npz/missing").problem("there is no such file").absent(file, "an npz file").build();
    }
    if (!Files.isRegularFile(file)) {
      throw UserError.of("npz/unreadable").problem("this is no file").where("%s", file).expected("an npz file").build();
    }
    try (var zip = new ZipFile(file.toFile())) {
      var arrays = new LinkedHashMap<String, NdArray>();
      for (ZipEntry entry : entries(file, zip)) {
        String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        if (arrays.putIfAbsent(name, read(file, zip, entry)) != null) {
          throw UserError.of("npz/duplicate").problem("a name occurs twice").where("%s", file).got("%s", entry.getName())
              .expected("each name once").build();
        }
      }
      return arrays;
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.of("npz/zip").problem("the file is no whole zip archive").where("%s", file).got("%s", e)
          .expected("an archive as numpy.savez writes it").fix("fetch the file again").cause(e).build();
    }
  }

  /// The entries, all of which are arrays; together they fit in memory.
  private static List<ZipEntry> entries(Path file, ZipFile zip) {
    var entries = new ArrayList<ZipEntry>();
    long total = 0;
    for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
      if (!entry.getName().endsWith(SUFFIX)) {
        throw UserError.of("npz/entry").problem("an entry of the archive is no array").where("%s", file).got("%s", entry.getName())
            .expected("names that end with %s", SUFFIX).build();
      }
      if (entry.getSize() < 0 || entry.getSize() / MOST_GROWTH > entry.getCompressedSize()) {
        throw UserError.of("npz/size").problem("an entry cannot be as large as it says").where("%s, entry %s", file, entry.getName())
            .got("%d bytes from %d", entry.getSize(), entry.getCompressedSize())
            .expected("at most %d bytes for each", MOST_GROWTH).build();
      }
      total += entry.getSize();
      entries.add(entry);
    }
    if (!HeapBudget.hasRoom(total)) {
      throw UserError.of("npy/too-large").problem("the arrays do not fit in memory").where("%s", file).got("%d bytes of arrays", total)
          .expected("%s", HeapBudget.now(true).room()).fix("raise the heap with -Xmx").build();
    }
    return entries;
  }

  private static NdArray read(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      NdArray array = NpyFormat.read(file + ", entry " + entry.getName(), in, entry.getSize());
      if (in.read() >= 0) {
        throw UserError.of("npz/size").problem("an entry is larger than it says").where("%s, entry %s", file, entry.getName())
            .expected("%d bytes", entry.getSize()).build();
      }
      return array;
    }
  }

  /// Writes `arrays` to `file` in their order, not compressed, whole or not at all.
  public static void write(Path file, Map<String, NdArray> arrays) {
    UserError.given("the map of arrays", arrays).values().forEach(a -> UserError.given("an array of the map", a));
    AtomicFiles.write(UserError.given("the file", file), out -> {
      var zip = new ZipOutputStream(out);
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (Map.Entry<String, NdArray> array : arrays.entrySet()) {
        requireName(file, array.getKey());
        var entry = new ZipEntry(array.getKey() + SUFFIX);
        entry.setTimeLocal(DATE);
        zip.putNextEntry(entry);
        NpyFormat.write(zip, array.getValue());
        zip.closeEntry();
      }
      zip.finish();
    });
  }

  private static void requireName(Path file, String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
      throw UserError.of("npz/name").problem("a name is too long for an archive").where("%s", file)
          .got("%s… of %d characters", name.substring(0, SHOWN), name.length()).expected("at most %d bytes of UTF-8", MOST_NAME_BYTES)
          .build();
    }
  }
}
