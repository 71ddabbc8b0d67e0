package jacquard.api.image;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Arrays;

/// A picture of 8 bits a colour: red, green, blue. Immutable.
///
/// Shapes   `[height, width, 3]`, row by row.
/// Errors   `image/size`, `image/crop`
///
/// ```java
/// Image small = Images.read(Path.of("cat.jpg")).resize(224, 224, Resize.PILLOW_BILINEAR);
/// ```
public final class Image {
  static final int CHANNELS = 3;

  private final int height;
  private final int width;
  private final byte[] rgb;

  Image(int height, int width, byte[] rgb) {
    this.height = height;
    this.width = width;
    this.rgb = rgb;
  }

  /// A picture of the bytes `rgb`, which are copied.
  public static Image of(int height, int width, byte[] rgb) {
    if (height < 1 || width < 1 || (long) height * width * CHANNELS != UserError.given("the array of colours", rgb).length) {
      throw UserError.of("image/size").problem("the bytes do not fill a picture of this size").at(Loc.ofCaller())
          .got("%d bytes for %d x %d", rgb.length, height, width).expected("height · width · 3 bytes, of at least one pixel").build();
    }
    return new Image(height, width, rgb.clone());
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /// A copy of the bytes.
  public byte[] rgb() {
    return rgb.clone();
  }

  /// The colour `channel` (0 is red) of a pixel, in [0, 255].
  public int get(int y, int x, int channel) {
    return rgb[(y * width + x) * CHANNELS + channel] & 0xFF;
  }

  byte[] bytes() {
    return rgb;
  }

  /// This picture at another size, rounded to whole colours.
  public Image resize(int newHeight, int newWidth, Resize how) {
    return UserError.given("the way of resizing", how).image(this, newHeight, newWidth);
  }

  /// The pixels `[top, top + height) x [left, left + width)`.
  public Image crop(int top, int left, int newHeight, int newWidth) {
    requireInside(top, left, newHeight, newWidth, height, width);
    var part = new byte[newHeight * newWidth * CHANNELS];
    for (int y = 0; y < newHeight; y++) {
      System.arraycopy(rgb, ((top + y) * width + left) * CHANNELS, part, y * newWidth * CHANNELS, newWidth * CHANNELS);
    }
    return new Image(newHeight, newWidth, part);
  }

  static void requireInside(int top, int left, int newHeight, int newWidth, int height, int width) {
    if (top < 0 || left < 0 || newHeight < 1 || newWidth < 1 || newHeight > height - top || newWidth > width - left) {
      throw UserError.of("image/crop").problem("the part to cut out does not lie in the picture").at(Loc.ofCaller())
          .got("rows [%d, %d), columns [%d, %d)", top, (long) top + newHeight, left, (long) left + newWidth)
          .expected("a part of %d rows and %d columns", height, width).fix("resize the picture first").build();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image that && height == that.height && width == that.width && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "picture of " + height + " x " + width;
  }
}
