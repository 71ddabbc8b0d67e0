package jacquard.api.data;

import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// CIFAR-10 in its binary version: colour photographs of ten classes.
///
/// Shapes   `[3,32,32]`: red, green, blue planes.
/// Units    a record is 3073 bytes: the label, then 3072 bytes `b` read as `b / 255`, row-major.
/// Errors   `cifar/directory`, `cifar/missing`, `cifar/unreadable`, `cifar/gzip`, `cifar/truncated`, `cifar/empty`,
///          `cifar/too-large`, `cifar/class-names`, `data/label-range`
/// Source   Krizhevsky 2009, "Learning multiple layers of features from tiny images"; the data set's page, "Binary version"
///
/// A folder holds `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`, or parts of the set as `train_COUNT.bin` and
/// `test_COUNT.bin`, each with or without `.gz`; class names come from `batches.meta.txt` where it is there.
public final class Cifar10 {
  private static final int CLASSES = 10;
  private static final int RECORD_BYTES = 3073;
  private static final int PIXELS = RECORD_BYTES - 1;
  private static final Shape INPUT = Shape.of(3, 32, 32);
  private static final DataFile.Format FORMAT = new DataFile.Format("cifar", "a", "CIFAR-10");
  private static final List<String> TRAIN_NAMES = IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  private static final List<String> TEST_NAMES = List.of("test_batch.bin");
  private static final Pattern TRAIN_PART = Pattern.compile("train_\\d+\\.bin(\\.gz)?");
  private static final Pattern TEST_PART = Pattern.compile("test_\\d+\\.bin(\\.gz)?");
  private static final String META = "batches.meta.txt";
  private static final List<String> CLASS_NAMES =
      List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  /// The training set in `directory`.
  public static DataSet train(Path directory) {
    return read(directory, TRAIN_NAMES, TRAIN_PART);
  }

  /// The test set in `directory`.
  public static DataSet test(Path directory) {
    return read(directory, TEST_NAMES, TEST_PART);
  }

  /// The records of one file, plain or gzipped.
  public static DataSet read(Path file) {
    return DataFile.read(file, FORMAT, Cifar10::records);
  }

  /// Whether `directory` holds a file of one of the names.
  static boolean isIn(Path directory) {
    boolean whole = Stream.concat(TRAIN_NAMES.stream(), TEST_NAMES.stream())
        .anyMatch(n -> plainOrPacked(directory, n).findAny().isPresent());
    return whole || !parts(directory, TRAIN_PART).isEmpty() || !parts(directory, TEST_PART).isEmpty();
  }

  /// What a folder holds, for messages.
  static String form() {
    return "data_batch_1.bin … data_batch_5.bin, test_batch.bin (or train_COUNT.bin, test_COUNT.bin), plain or .gz";
  }

  private static DataSet read(Path directory, List<String> names, Pattern part) {
    List<String> classNames = classNames(directory);
    List<Path> parts = parts(directory, part);
    boolean whole = names.stream().anyMatch(n -> plainOrPacked(directory, n).findAny().isPresent());
    if (parts.size() > 1 || (whole && !parts.isEmpty())) {
      throw UserError.of("cifar/directory").problem("the folder holds more than one set of these names").where("%s", directory)
          .got("%s", parts.stream().map(Path::getFileName).toList()).expected("one of them, or %s", names)
          .fix("keep one set in a folder").build();
    }
    DataSet read = (parts.isEmpty() ? names.stream().map(n -> find(directory, n)) : parts.stream()).map(Cifar10::read)
        .reduce(DataSet::concat).orElseThrow();
    return read.named(classNames);
  }

  private static Path find(Path directory, String name) {
    return plainOrPacked(directory, name).findFirst().orElseThrow(() ->
        UserError.of("cifar/missing").problem("one of the files is missing").where("%s", directory)
            .got("neither %s nor %s.gz", name, name).expected("%s", form()).build());
  }

  private static Stream<Path> plainOrPacked(Path directory, String name) {
    return Stream.of(name, name + ".gz").map(directory::resolve).filter(Files::isRegularFile);
  }

  private static List<Path> parts(Path directory, Pattern names) {
    if (!Files.isDirectory(directory)) {
      throw UserError.of("cifar/directory").problem("there is no such folder of images").absent(directory, "a folder with " + form())
          .build();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> names.matcher(f.getFileName().toString()).matches()).sorted().toList();
    } catch (IOException e) {
      throw UserError.of("cifar/unreadable").problem("the folder cannot be read").where("%s", directory).got("%s", e).cause(e).build();
    }
  }

  private static DataSet records(DataFile file) throws IOException {
    byte[] bytes = file.upTo((int) DataFile.LARGEST_ARRAY);
    if (bytes.length == DataFile.LARGEST_ARRAY && !file.atEnd()) {
      throw UserError.of("cifar/too-large").problem("the file holds more than fits in an array").where("%s", file.path())
          .got("more than %d bytes%s", bytes.length, file.unit()).expected("at most %d bytes", DataFile.LARGEST_ARRAY)
          .fix("split the file").build();
    }
    int count = bytes.length / RECORD_BYTES;
    if (bytes.length == 0) {
      throw UserError.of("cifar/empty").problem("the file holds nothing").where("%s", file.path())
          .got("0 bytes%s", file.unit()).expected("records of %d bytes", RECORD_BYTES).fix("fetch the file again").build();
    }
    if (bytes.length % RECORD_BYTES != 0) {
      throw file.truncated(bytes.length, String.format(Locale.ROOT, "a multiple of %d, such as %d · %d = %d",
          RECORD_BYTES, count + 1, RECORD_BYTES, (count + 1L) * RECORD_BYTES));
    }
    int[] labels = labels(file, bytes, count);
    for (int i = 0; i < count; i++) {
      System.arraycopy(bytes, i * RECORD_BYTES + 1, bytes, i * PIXELS, PIXELS);
    }
    return DataSet.ofPixels(INPUT, Arrays.copyOf(bytes, count * PIXELS), labels, CLASSES);
  }

  private static int[] labels(DataFile file, byte[] bytes, int count) {
    var labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = bytes[i * RECORD_BYTES] & 0xFF;
      if (labels[i] >= CLASSES) {
        throw UserError.of("data/label-range").problem("a label is outside the classes")
            .where("%s, byte %d%s", file.path(), (long) i * RECORD_BYTES, file.unit())
            .got("example %d has label %d", i, labels[i]).expected("a label in [0, %d)", CLASSES)
            .fix("check that this is CIFAR-10's binary version, not CIFAR-100's or the Python one").build();
      }
    }
    return labels;
  }

  private static List<String> classNames(Path directory) {
    Path meta = UserError.given("the folder", directory).resolve(META);
    if (!Files.isRegularFile(meta)) {
      return CLASS_NAMES;
    }
    try {
      List<String> names = Files.readString(meta, StandardCharsets.UTF_8).lines().map(String::strip).filter(n -> !n.isEmpty()).toList();
      if (names.size() != CLASSES) {
        throw UserError.of("cifar/class-names").problem("the file does not name ten classes").where("%s", meta)
            .got("%d lines", names.size()).expected("%d lines with a name each", CLASSES).fix("fetch the file again, or remove it").build();
      }
      return names;
    } catch (IOException e) {
      throw UserError.of("cifar/unreadable").problem("the file cannot be read").where("%s", meta).got("%s", e).cause(e).build();
    }
  }
}
