package jacquard.fuzz;

import jacquard.api.image.Images;
import jacquard.api.image.Preprocessing;
import jacquard.api.image.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/// Pictures of every format and of several kinds of colours.
final class PictureFiles {
  private static final int SIDE = 17;
  private static final List<Integer> KINDS = List.of(BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_GRAY,
      BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_USHORT_565_RGB);

  private PictureFiles() {}

  static List<byte[]> all() throws IOException {
    var files = new ArrayList<byte[]>();
    for (String format : List.of("png", "jpeg", "gif", "bmp")) {
      for (int kind : KINDS) {
        var bytes = new ByteArrayOutputStream();
        if (ImageIO.write(picture(kind), format, bytes)) {
          files.add(bytes.toByteArray());
        }
      }
    }
    byte[] jpeg = files.stream().filter(f -> (f[0] & 0xFF) == 0xFF).findFirst().orElseThrow();
    files.add(Mutator.joined(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0,
        42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0}, Arrays.copyOfRange(jpeg, 2, jpeg.length)));
    return files;
  }

  private static BufferedImage picture(int kind) {
    var picture = new BufferedImage(SIDE, SIDE, kind);
    for (int i = 0; i < SIDE * SIDE; i++) {
      picture.setRGB(i % SIDE, i / SIDE, i * 0x03_07_0B);
    }
    return picture;
  }

  /// To the input of a network.
  static void read(Path file) {
    Preprocessing.plain().resize(8, 9, Resize.PILLOW_BILINEAR).apply(Images.read(file));
  }
}
