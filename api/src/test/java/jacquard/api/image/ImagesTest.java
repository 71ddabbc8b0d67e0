package jacquard.api.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.data.DataSet;
import jacquard.ir.Mistakes;
import jacquard.ir.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-width") // runs no generated code
class ImagesTest {
  @TempDir
  private Path folder;

  private Path write(BufferedImage picture, String format) throws IOException {
    Path file = folder.resolve("p." + format);
    assertTrue(ImageIO.write(picture, format, file.toFile()), format);
    return file;
  }

  private static BufferedImage picture(int type, int[]... pixels) {
    var picture = new BufferedImage(pixels.length, 1, type);
    for (int x = 0; x < pixels.length; x++) {
      picture.getRaster().setPixel(x, 0, pixels[x]);
    }
    return picture;
  }

  private static Image colours(int... values) {
    var rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    return Image.of(1, rgb.length / 3, rgb);
  }

  @Test
  void everyFormatAndKindOfColour() throws IOException {
    Image two = colours(10, 20, 30, 255, 128, 0);
    BufferedImage rgb = picture(BufferedImage.TYPE_INT_RGB, new int[] {10, 20, 30}, new int[] {255, 128, 0});
    assertEquals(two, Images.read(write(rgb, "png")));
    assertEquals(two, Images.read(write(rgb, "bmp")));
    assertEquals(two, Images.read(write(picture(BufferedImage.TYPE_3BYTE_BGR, new int[] {10, 20, 30}, new int[] {255, 128, 0}), "bmp")));
    // Alpha is left out, the colours beneath it stay.
    assertEquals(two, Images.read(write(picture(BufferedImage.TYPE_INT_ARGB, new int[] {10, 20, 30, 0}, new int[] {255, 128, 0, 99}),
        "png")));
    assertEquals(colours(7, 7, 7, 200, 200, 200), Images.read(write(picture(BufferedImage.TYPE_BYTE_GRAY, new int[] {7}, new int[] {200}),
        "png")));
    assertEquals(colours(0x12, 0x12, 0x12, 255, 255, 255), Images.read(write(picture(BufferedImage.TYPE_USHORT_GRAY, new int[] {0x12FF},
        new int[] {0xFFFF}), "png")));
    var palette = new IndexColorModel(1, 2, new byte[] {1, 4}, new byte[] {2, 5}, new byte[] {3, 6});
    WritableRaster indices = palette.createCompatibleWritableRaster(2, 1);
    indices.setPixel(1, 0, new int[] {1});
    BufferedImage indexed = new BufferedImage(palette, indices, false, null);
    assertEquals(colours(1, 2, 3, 4, 5, 6), Images.read(write(indexed, "png")));
    assertEquals(colours(1, 2, 3, 4, 5, 6), Images.read(write(indexed, "gif")));
    Image jpeg = Images.read(write(flat(16, 8, 0x404040), "jpg"));
    assertEquals(List.of(8, 16, 0x40), List.of(jpeg.height(), jpeg.width(), jpeg.get(3, 5, 1)));
  }

  private static BufferedImage flat(int width, int height, int colour) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, colour);
    }
    return picture;
  }

  /// A block of TIFF that holds an orientation.
  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26).put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8).putShort((short) 1)
        .putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0).putInt(0).array();
  }

  /// A PNG with an `eXIf` chunk after its header.
  private Path oriented(BufferedImage picture, int orientation) throws IOException {
    byte[] png = Files.readAllBytes(write(picture, "png"));
    byte[] exif = exif(orientation);
    ByteBuffer chunk = ByteBuffer.allocate(12 + exif.length).putInt(exif.length).put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(exif);
    var crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + exif.length);
    chunk.putInt((int) crc.getValue());
    int header = 8 + 25;
    var bytes = new ByteArrayOutputStream();
    bytes.write(png, 0, header);
    bytes.write(chunk.array());
    bytes.write(png, header, png.length - header);
    return Files.write(folder.resolve("o.png"), bytes.toByteArray());
  }

  @Test
  void orientationsAreTurnedUpright() throws IOException {
    // a b c
    // d e f
    var picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 6; i++) {
      picture.setRGB(i % 3, i / 3, (i + 1) * 0x010101);
    }
    List<String> expected = List.of("123/456", "321/654", "654/321", "456/123", "14/25/36", "41/52/63", "63/52/41", "36/25/14", "123/456");
    for (int orientation = 1; orientation <= 9; orientation++) {
      Path file = oriented(picture, orientation);
      Image read = Images.read(file);
      assertEquals(read, Images.decode(Files.readAllBytes(file)));
      var text = new StringBuilder();
      for (int y = 0; y < read.height(); y++) {
        for (int x = 0; x < read.width(); x++) {
          text.append(read.get(y, x, 0));
        }
        text.append(y < read.height() - 1 ? "/" : "");
      }
      assertEquals(expected.get(orientation - 1), text.toString(), "orientation " + orientation);
    }
  }

  @Test
  void jpegsTellTheirOrientationToo() throws IOException {
    byte[] jpeg = Files.readAllBytes(write(flat(16, 8, 0x808080), "jpg"));
    byte[] exif = exif(6);
    var bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.write(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (2 + 6 + exif.length), 'E', 'x', 'i', 'f', 0, 0});
    bytes.write(exif);
    bytes.write(jpeg, 2, jpeg.length - 2);
    Image read = Images.read(Files.write(folder.resolve("e.jpg"), bytes.toByteArray()));
    assertEquals(List.of(16, 8), List.of(read.height(), read.width()));
  }

  /// 8 x 8 pixels of the inks 255, 0, 100 and 51, inverted as Adobe does.
  private static final String INKS = """
      /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AA\
      FAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQci\
      cRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqi\
      o6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD+f+v38r2yv0wr/9k=""";

  private Image inks(byte[] bytes) throws IOException {
    return Images.read(Files.write(folder.resolve("inks.jpg"), bytes));
  }

  /// Expected are the colours that Pillow 12 gives.
  @Test
  void inksBecomeColours() throws IOException {
    byte[] adobe = Base64.getDecoder().decode(INKS);
    assertClose(new int[] {0, 204, 124}, inks(adobe), "Adobe's inverted inks");
    byte[] transformed = adobe.clone();
    transformed[new String(adobe, StandardCharsets.ISO_8859_1).indexOf("Adobe") + 11] = 2;
    assertClose(new int[] {174, 204, 24}, inks(transformed), "YCCK");
    // Without Adobe's marker, 16 bytes after the first two.
    byte[] plain = new byte[adobe.length - 16];
    System.arraycopy(adobe, 0, plain, 0, 2);
    System.arraycopy(adobe, 18, plain, 2, plain.length - 2);
    assertClose(new int[] {0, 204, 124}, inks(plain), "plain");
  }

  private static void assertClose(int[] expected, Image image, String what) {
    var got = new int[] {image.get(3, 3, 0), image.get(3, 3, 1), image.get(3, 3, 2)};
    for (int i = 0; i < expected.length; i++) {
      assertTrue(Math.abs(expected[i] - got[i]) <= 2, () -> what + ": " + Arrays.toString(expected) + ", " + Arrays.toString(got));
    }
  }

  private void requireMistake(String code, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bad"), bytes);
    String message = Mistakes.message(folder, () -> Images.read(file));
    assertTrue(message.contains("[" + code + "]") && message.contains("DIR/bad"), message);
  }

  @Test
  void namesMistakes() throws IOException {
    requireMistake("image/format", "no picture".getBytes(StandardCharsets.US_ASCII));
    requireMistake("image/format", new byte[0]);
    byte[] png = Files.readAllBytes(write(flat(40, 30, 0x123456), "png"));
    requireMistake("image/damaged", Arrays.copyOf(png, 60));
    byte[] huge = png.clone();
    ByteBuffer.wrap(huge).putInt(16, 1 << 30).putInt(20, 1 << 30);
    requireMistake("image/too-large", huge);
    byte[] negative = png.clone();
    ByteBuffer.wrap(negative).putInt(16, -1);
    requireMistake("image/damaged", negative);
    assertTrue(Mistakes.message(folder, () -> Images.read(folder)).contains("[image/unreadable]"));
    assertTrue(Mistakes.message(folder, () -> Images.read(folder.resolve("none"))).contains("[image/missing]"));
    assertTrue(Mistakes.message(() -> Image.of(2, 2, new byte[11])).contains("[image/size]"));
    Image small = Image.of(2, 2, new byte[12]);
    assertTrue(Mistakes.message(() -> small.crop(0, 1, 2, 2)).contains("[image/crop]"));
    assertTrue(Mistakes.message(() -> small.resize(0, 2, Resize.OPENCV_AREA)).contains("[image/size]"));
    assertTrue(Mistakes.message(() -> small.resize(1 << 20, 1 << 20, Resize.OPENCV_AREA)).contains("[image/too-large]"));
    assertTrue(Mistakes.message(() -> Preprocessing.plain().scale(0)).contains("[image/preprocessing]"));
  }

  @Test
  void aFolderOfClassesIsADataSet() throws IOException {
    for (String name : List.of("pets/dog/b.png", "pets/cat/a.png", "pets/cat/deep/c.png")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      ImageIO.write(flat(6, 4, name.contains("cat") ? 0x010203 : 0xFF0000), "png", file.toFile());
    }
    Files.writeString(folder.resolve("pets/cat/notes.txt"), "no picture");
    Preprocessing steps = Preprocessing.plain().scale(1).centerCrop(2, 2);
    DataSet pets = ImageFolder.of(folder.resolve("pets"), steps.bgr());
    assertEquals(List.of("cat", "dog"), pets.classNames());
    assertEquals(List.of(3, 0, 0, 1), List.of(pets.size(), pets.label(0), pets.label(1), pets.label(2)));
    assertEquals(Shape.of(3, 2, 2), pets.inputShape());
    var input = new float[12];
    pets.copyInput(0, input, 0);
    Assertions.assertArrayEquals(new float[] {3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1}, input);
    DataSet last = ImageFolder.of(folder.resolve("pets"), steps.channelsLast());
    assertEquals(Shape.of(2, 2, 3), last.inputShape());
    last.copyInput(1, input, 0);
    Assertions.assertArrayEquals(new float[] {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3}, input);
    Files.writeString(folder.resolve("pets/dog/b.png"), "gone");
    String message = Mistakes.message(folder, () -> pets.copyInput(2, input, 0));
    assertTrue(message.contains("DIR/pets/dog/b.png"), message);
    assertTrue(Mistakes.message(() -> ImageFolder.of(folder.resolve("pets/cat/deep"), steps)).contains("[image/folder]"));
    assertTrue(Mistakes.message(() -> ImageFolder.of(folder.resolve("none"), steps)).contains("[image/folder]"));
    assertTrue(Mistakes.message(() -> ImageFolder.of(folder, Preprocessing.plain())).contains("[image/preprocessing]"));
  }

  @Test
  void preprocessingPrintsAndShapes() {
    Preprocessing steps = Preprocessing.imagenet();
    assertEquals("""
        resize the shorter side to 256 as pillow-bilinear
        cut out the middle 224 x 224
        (v * 0.00392156862745098 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
        red, green, blue, channels first""", steps.toString());
    assertEquals(Shape.of(3, 224, 224), steps.shape().orElseThrow());
    float[] input = steps.apply(Image.of(300, 500, new byte[300 * 500 * 3]));
    assertEquals(3 * 224 * 224, input.length);
    assertEquals((float) (-0.485 / 0.229), input[0]);
  }
}
