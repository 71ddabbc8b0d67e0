package jacquard.spark;

import jacquard.api.image.Image;
import jacquard.api.image.Images;
import jacquard.api.image.Preprocessing;
import jacquard.api.image.Resize;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/// Pictures as inputs `[3,H,W]` (red, green, blue) or `[1,H,W]` (grey).
///
/// | preprocessing | does |
/// | --- | --- |
/// | `resize` | brings a picture to the network's size, as Pillow's bilinear does it, and multiplies colours of 0 to 255 by `scale` |
/// | `imagenet` | what [Preprocessing#imagenet()] says, for networks of `[3,224,224]`; `scale` is not used |
///
/// Grey is Pillow's `L`, `(19595·R + 38470·G + 7471·B + 32768) / 65536`, of the resized picture. Files are read as [Images] says.
/// Errors   `spark/input`, `spark/picture`, `image/…`
record Pictures(List<Integer> extents, String preprocessing, double scale) implements Serializable {
  static final String RESIZE = "resize";
  static final String IMAGENET = "imagenet";

  private static final int BYTE = 0xFF;
  private static final int COLOURS = 3;
  private static final int RED = 19595;
  private static final int GREEN = 38470;
  private static final int BLUE = 7471;
  private static final int GREY_SHIFT = 16;
  private static final int HALF = 1 << 15;

  /// The input in the file of a picture.
  float[] ofFile(byte[] content) {
    return input(Images.decode(content));
  }

  /// The input in a row of Spark's image schema: blue, green, red (and alpha) bytes, or one grey byte, row by row from the top.
  float[] ofRow(Row image) {
    int height = image.getInt(image.fieldIndex("height"));
    int width = image.getInt(image.fieldIndex("width"));
    int channels = image.getInt(image.fieldIndex("nChannels"));
    byte[] data = image.getAs("data");
    boolean known = channels == 1 || channels == COLOURS || channels == COLOURS + 1;
    if (height < 1 || width < 1 || !known || data.length != (long) height * width * channels) {
      throw UserError.of("spark/picture").problem("this is no image").where("%s", String.valueOf(image.<Object>getAs("origin")))
          .got("height %d, width %d, %d channels, %d bytes", height, width, channels, data.length)
          .expected("height x width x channels bytes, of 1, 3 or 4 channels")
          .fix("read files that are no pictures with option(\"dropInvalid\", true), or setHandleInvalid(\"keep\")").build();
    }
    int step = channels == 1 ? 0 : 1;
    var rgb = new byte[height * width * COLOURS];
    for (int i = 0; i < height * width; i++) {
      for (int c = 0; c < COLOURS; c++) {
        rgb[i * COLOURS + c] = data[i * channels + (COLOURS - 1 - c) * step];
      }
    }
    return input(Image.of(height, width, rgb));
  }

  private float[] input(Image image) {
    boolean fits = extents.size() == COLOURS && (extents.getFirst() == 1 || extents.getFirst() == COLOURS);
    if (!fits) {
      throw UserError.of("spark/input").problem("the network does not take pictures").got("inputs %s", shape())
          .expected("[1,height,width] or [3,height,width]").fix("make arrays of numbers of them before").build();
    }
    if (preprocessing.equals(IMAGENET)) {
      Preprocessing steps = Preprocessing.imagenet();
      Shape given = steps.shape().orElseThrow();
      if (!given.equals(shape())) {
        throw UserError.of("spark/input").problem("preprocessing \"imagenet\" does not give inputs of this network").got("%s", given)
            .expected("%s", shape()).fix("setPreprocessing(\"resize\")").build();
      }
      return steps.apply(image);
    }
    int height = extents.get(1);
    int width = extents.get(2);
    Image resized = image.resize(height, width, Resize.PILLOW_BILINEAR);
    Preprocessing colours = Preprocessing.plain().scale(scale);
    return extents.getFirst() == 1 ? Arrays.copyOf(colours.apply(grey(resized)), height * width) : colours.apply(resized);
  }

  private static Image grey(Image image) {
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += COLOURS) {
      int sum = RED * (rgb[i] & BYTE) + GREEN * (rgb[i + 1] & BYTE) + BLUE * (rgb[i + 2] & BYTE);
      Arrays.fill(rgb, i, i + COLOURS, (byte) ((sum + HALF) >> GREY_SHIFT));
    }
    return Image.of(image.height(), image.width(), rgb);
  }

  private Shape shape() {
    return Shape.of(extents.stream().mapToInt(e -> e).toArray());
  }
}
