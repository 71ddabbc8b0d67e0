package jacquard.api.image;

import jacquard.ir.HeapBudget;
import jacquard.ir.UserError;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/// Pictures in files: PNG, JPEG, GIF and BMP, by the JDK's own readers.
///
/// | in the file | read as |
/// | --- | --- |
/// | the orientation of Exif (JPEG, PNG) | turned and mirrored, so that up is up |
/// | alpha | left out: the colours beneath it count, nothing shines through |
/// | grey | the same in red, green and blue |
/// | 16 bits | the upper 8 |
/// | a palette | its colours |
/// | CMYK, YCCK (JPEG) | `(255 − c)·(255 − k)/255`, inks inverted as Adobe does; no colour profile |
/// | a colour profile, gamma | left out |
/// | several pictures | the first |
///
/// Errors   `image/missing`, `image/unreadable`, `image/format`, `image/damaged`, `image/too-large`. Sizes are checked before memory is
///          taken for pixels.
///
/// ```java
/// Image cat = Images.read(Path.of("cat.jpg"));
/// ```
public final class Images {
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");
  /// Memory for a pixel while it is read, at most: four colours of 16 bits, twice, and the result.
  private static final int BYTES_PER_PIXEL = 20;
  private static final int CMYK = 4;
  private static final int MOST = 255;

  private Images() {}

  /// Reads `file`.
  public static Image read(Path file) {
    if (!Files.exists(UserError.given("the file", file))) {
      throw UserError.of("image/missing").problem("there is no such file").absent(file, "a picture").build();
    }
    if (!Files.isRegularFile(file)) {
      throw UserError.of("image/unreadable").problem("this is no file").where("%s", file).expected("a picture").build();
    }
    return read(file.toString(), () -> new FileImageInputStream(file.toFile()), () -> Files.newInputStream(file));
  }

  /// Reads what such a file holds.
  public static Image decode(byte[] content) {
    int length = UserError.given("the array of bytes", content).length;
    return read("an array of " + length + " bytes", () -> new MemoryCacheImageInputStream(new ByteArrayInputStream(content)),
        () -> new ByteArrayInputStream(content));
  }

  private interface Opened<T> {
    T open() throws IOException;
  }

  private static Image read(String place, Opened<ImageInputStream> pixels, Opened<InputStream> bytes) {
    try (ImageInputStream in = pixels.open()) {
      ImageReader reader = reader(place, in);
      try {
        reader.setInput(in, true, true);
        Image image = read(place, reader);
        try (InputStream again = bytes.open()) {
          return Exif.orientation(again).turned(image);
        }
      } finally {
        reader.dispose();
      }
    } catch (UserError e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw tooLarge(place, "more than there was", e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The JDK's readers throw whatever a damaged file leads them into.
      throw damaged(place, e);
    }
  }

  private static ImageReader reader(String place, ImageInputStream in) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
      reader.dispose();
    }
    throw UserError.of("image/format").problem("this is no picture of a known format").where("%s", place)
        .expected("PNG, JPEG, GIF or BMP").fix("convert it, to PNG for instance").build();
  }

  private static Image read(String place, ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    long pixels = (long) width * height;
    if (width < 1 || height < 1) {
      throw damaged(place, new IIOException(width + " x " + height + " pixels"));
    }
    if (pixels * Image.CHANNELS > Integer.MAX_VALUE - Byte.SIZE || !HeapBudget.hasRoom(pixels * BYTES_PER_PIXEL)) {
      throw tooLarge(place, width + " x " + height + " pixels, up to " + pixels * BYTES_PER_PIXEL + " bytes", null);
    }
    BufferedImage picture = reader.read(0);
    return new Image(picture.getHeight(), picture.getWidth(), rgb(picture));
  }

  private static byte[] rgb(BufferedImage picture) {
    Raster raster = picture.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    var rgb = new byte[width * height * Image.CHANNELS];
    if (picture.getColorModel() instanceof IndexColorModel palette) {
      var line = new int[width];
      for (int y = 0; y < height; y++) {
        raster.getSamples(0, y, width, 1, 0, line);
        for (int x = 0; x < width; x++) {
          put(rgb, y * width + x, palette.getRed(line[x]), palette.getGreen(line[x]), palette.getBlue(line[x]));
        }
      }
      return rgb;
    }
    // Samples, not colours: those of grey pictures would be changed by a gamma.
    int shift = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT && raster.getSampleModel().getSampleSize(0) > Byte.SIZE
        ? Byte.SIZE : 0;
    int bands = raster.getNumBands();
    boolean inks = picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK && bands >= CMYK;
    var line = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, line);
      for (int x = 0; x < width; x++) {
        int at = x * bands;
        if (inks) {
          int light = MOST - line[at + 3];
          put(rgb, y * width + x, light - product(line[at], light), light - product(line[at + 1], light),
              light - product(line[at + 2], light));
          continue;
        }
        int red = scaled(line[at], raster, 0) >> shift;
        put(rgb, y * width + x, red, bands < Image.CHANNELS ? red : scaled(line[at + 1], raster, 1) >> shift,
            bands < Image.CHANNELS ? red : scaled(line[at + 2], raster, 2) >> shift);
      }
    }
    return rgb;
  }

  /// A sample of fewer than 8 bits, as of BMP with 5 bits a colour, stretched to 8.
  private static int scaled(int sample, Raster raster, int band) {
    int bits = raster.getSampleModel().getSampleSize(band);
    int most = (1 << bits) - 1;
    return bits >= Byte.SIZE ? sample : (sample * MOST + most / 2) / most;
  }

  /// `a·b/255`, rounded.
  private static int product(int a, int b) {
    return (a * b + MOST / 2) / MOST;
  }

  private static void put(byte[] rgb, int pixel, int red, int green, int blue) {
    int at = pixel * Image.CHANNELS;
    rgb[at] = (byte) red;
    rgb[at + 1] = (byte) green;
    rgb[at + 2] = (byte) blue;
  }

  private static UserError damaged(String place, Throwable cause) {
    return UserError.of("image/damaged").problem("the picture is damaged").where("%s", place).got("%s", cause)
        .fix("fetch it again, or leave it out").cause(cause).build();
  }

  private static UserError tooLarge(String place, String got, @Nullable Throwable cause) {
    UserError.Builder error = UserError.of("image/too-large").problem("the picture does not fit in memory").where("%s", place)
        .got("%s", got).expected("%s", HeapBudget.now(true).room()).fix("make it smaller, or raise the heap with -Xmx");
    return (cause == null ? error : error.cause(cause)).build();
  }
}
