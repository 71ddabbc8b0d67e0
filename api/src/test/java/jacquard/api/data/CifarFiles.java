package jacquard.api.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// CIFAR-10 files with images that say their number.
public final class CifarFiles {
  static final int RECORD = 3073;

  private CifarFiles() {}

  /// Records `first ..`: label i % 10, red plane i, green plane 2 i, blue plane a ramp.
  static byte[] records(int first, int count) {
    var bytes = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      int at = i * RECORD;
      bytes[at] = (byte) ((first + i) % 10);
      for (int p = 0; p < 1024; p++) {
        bytes[at + 1 + p] = (byte) (first + i);
        bytes[at + 1025 + p] = (byte) (2 * (first + i));
        bytes[at + 2049 + p] = (byte) p;
      }
    }
    return bytes;
  }

  /// A folder in the form of a part of the set.
  public static Path write(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("train_" + train + ".bin.gz"), IdxTest.gzip(records(0, train)));
    Files.write(folder.resolve("test_" + test + ".bin"), records(train, test));
    return folder;
  }
}
