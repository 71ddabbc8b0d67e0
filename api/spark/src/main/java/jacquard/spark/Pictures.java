package jacquard.spark;

import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.spark.sql.Row;

/// Pictures as inputs `[1,H,W]` (grey) or `[3,H,W]` (red, green, blue): brought to the network's size, then multiplied by a scale.
///
/// Resizing is bilinear between the centres of pixels; where a picture is made smaller, each pixel is the mean of those it covers first, by
/// whole factors. Grey is `(299·R + 587·G + 114·B) / 1000`. Transparent parts are what their colour says.
/// Errors   `spark/picture`, `spark/input`
final class Pictures {
  /// A picture's file that claims more is refused before it is decoded.
  private static final long MOST_PIXELS = 100_000_000;
  private static final int BYTE = 0xFF;
  private static final int RED_SHIFT = 16;
  private static final int GREEN_SHIFT = 8;
  private static final int COLOURS = 3;

  /// Pixel `(x, y)` as `0xRRGGBB`.
  private interface Pixels {
    int at(int x, int y);
  }

  private Pictures() {}

  /// Decodes the file of a picture.
  static void decode(byte[] file, Shape shape, float scale, float[] into, int at) {
    BufferedImage image = decoded(file);
    write(image::getRGB, image.getWidth(), image.getHeight(), shape, scale, into, at);
  }

  private static BufferedImage decoded(byte[] file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw problem("a file of a known form").got("%d bytes that no reader knows", file.length).build();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw problem("at most " + MOST_PIXELS + " pixels").got("%d x %d", reader.getWidth(0), reader.getHeight(0)).build();
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // readers throw all kinds of exceptions at damaged files
      if (e instanceof UserError known) {
        throw known;
      }
      throw problem("a PNG, JPEG, GIF or BMP file").got("%s", e).cause(e).build();
    }
  }

  private static UserError.Builder problem(String expected) {
    return UserError.of("spark/picture").problem("the picture cannot be read").expected("%s", expected)
        .fix("leave the row out, or setHandleInvalid(\"keep\") for nulls in its place");
  }

  /// A row of Spark's image schema: blue, green, red bytes, or one grey byte, row by row from the top.
  static void image(Row image, Shape shape, float scale, float[] into, int at) {
    int height = image.getInt(image.fieldIndex("height"));
    int width = image.getInt(image.fieldIndex("width"));
    int channels = image.getInt(image.fieldIndex("nChannels"));
    byte[] data = image.getAs("data");
    if (height < 1 || width < 1 || channels < 1 || channels > COLOURS + 1 || data.length != (long) height * width * channels) {
      throw problem("height, width, channels and as many bytes")
          .got("%d x %d x %d, %d bytes", height, width, channels, data.length).build();
    }
    write((x, y) -> {
      int first = (y * width + x) * channels;
      int blue = data[first] & BYTE;
      if (channels < COLOURS) {
        return blue << RED_SHIFT | blue << GREEN_SHIFT | blue;
      }
      return (data[first + 2] & BYTE) << RED_SHIFT | (data[first + 1] & BYTE) << GREEN_SHIFT | blue;
    }, width, height, shape, scale, into, at);
  }

  private static void write(Pixels pixels, int width, int height, Shape shape, float scale, float[] into, int at) {
    boolean fits = shape.rank() == COLOURS && (shape.extent(0) == 1 || shape.extent(0) == COLOURS);
    if (!fits) {
      throw UserError.of("spark/input").problem("the network does not take pictures").got("inputs %s", shape)
          .expected("[1,height,width] or [3,height,width]").build();
    }
    int h = shape.extent(1);
    int w = shape.extent(2);
    int byX = Math.max(1, width / w);
    int byY = Math.max(1, height / h);
    int smallW = Math.max(1, width / byX);
    int smallH = Math.max(1, height / byY);
    var small = new float[COLOURS][smallH * smallW];
    for (int y = 0; y < smallH; y++) {
      for (int x = 0; x < smallW; x++) {
        mean(pixels, x * byX, y * byY, byX, byY, small, y * smallW + x);
      }
    }
    for (int c = 0; c < shape.extent(0); c++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          into[at + (c * h + y) * w + x] = scale * (shape.extent(0) == 1 ? grey(small, smallW, smallH, x, y, w, h)
              : between(small[c], smallW, smallH, x, y, w, h));
        }
      }
    }
  }

  private static void mean(Pixels pixels, int x, int y, int byX, int byY, float[][] small, int at) {
    var sums = new long[COLOURS];
    for (int dy = 0; dy < byY; dy++) {
      for (int dx = 0; dx < byX; dx++) {
        int rgb = pixels.at(x + dx, y + dy);
        sums[0] += rgb >> RED_SHIFT & BYTE;
        sums[1] += rgb >> GREEN_SHIFT & BYTE;
        sums[2] += rgb & BYTE;
      }
    }
    for (int c = 0; c < COLOURS; c++) {
      small[c][at] = (float) sums[c] / (byX * byY);
    }
  }

  private static float grey(float[][] small, int smallW, int smallH, int x, int y, int w, int h) {
    return (299 * between(small[0], smallW, smallH, x, y, w, h) + 587 * between(small[1], smallW, smallH, x, y, w, h)
        + 114 * between(small[2], smallW, smallH, x, y, w, h)) / 1000;
  }

  /// The value at the centre of pixel `(x, y)` of `w` by `h` laid over `from`.
  private static float between(float[] from, int fromW, int fromH, int x, int y, int w, int h) {
    float sx = Math.clamp((x + 0.5f) * fromW / w - 0.5f, 0, fromW - 1);
    float sy = Math.clamp((y + 0.5f) * fromH / h - 0.5f, 0, fromH - 1);
    int x0 = (int) sx;
    int y0 = (int) sy;
    int x1 = Math.min(x0 + 1, fromW - 1);
    int y1 = Math.min(y0 + 1, fromH - 1);
    float fx = sx - x0;
    float fy = sy - y0;
    float top = from[y0 * fromW + x0] * (1 - fx) + from[y0 * fromW + x1] * fx;
    float bottom = from[y1 * fromW + x0] * (1 - fx) + from[y1 * fromW + x1] * fx;
    return top * (1 - fy) + bottom * fy;
  }
}
