package jacquard.api.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// Drawn digits in the four IDX files of a data folder.
public final class DigitFiles {
  public static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  public static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  public static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  public static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  private static final int SIDE = 28;

  private DigitFiles() {}

  public static Path write(Path folder, int train, int test) throws IOException {
    DataSet digits = DrawnDigits.generate(1, train + test);
    Files.createDirectories(folder);
    write(folder, digits.slice(0, train), TRAIN_IMAGES, TRAIN_LABELS);
    write(folder, digits.slice(train, train + test), TEST_IMAGES, TEST_LABELS);
    return folder;
  }

  private static void write(Path folder, DataSet digits, String imagesName, String labelsName) throws IOException {
    var images = ByteBuffer.allocate(16 + digits.size() * SIDE * SIDE);
    images.putInt(0x803).putInt(digits.size()).putInt(SIDE).putInt(SIDE);
    var labels = ByteBuffer.allocate(8 + digits.size()).putInt(0x801).putInt(digits.size());
    var pixels = new float[SIDE * SIDE];
    for (int i = 0; i < digits.size(); i++) {
      digits.copyInput(i, pixels, 0);
      for (float pixel : pixels) {
        images.put((byte) Math.round(255 * pixel));
      }
      labels.put((byte) digits.label(i));
    }
    Files.write(folder.resolve(imagesName), images.array());
    Files.write(folder.resolve(labelsName), labels.array());
  }

  /// Changes one byte of a file.
  public static void patch(Path file, int at, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] = (byte) value;
    Files.write(file, bytes);
  }
}
