package jacquard.api.look;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.UserError;
import jacquard.ir.io.AtomicFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Pixels. Immutable.
///
/// Errors   `look/picture` for arrays that are none and pictures that are too large, those of [AtomicFiles] in `write`.
///
/// ```java
/// Picture.of(image, 0, 1).enlarged(8).write(Path.of("image.png"));
/// ```
public final class Picture {
  /// What a grid shows between its pictures.
  private static final int GAP = 0x808080;
  /// 64 million pixels take 256 MiB.
  private static final long MOST_PIXELS = 1L << 26;

  private final int width;
  private final int height;
  private final int[] rgb;

  private Picture(int width, int height, int[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  private static Picture blank(long width, long height, int colour) {
    if (width < 1 || height < 1 || width * height > MOST_PIXELS) {
      throw UserError.of("look/picture").problem("there is no such picture").at(Loc.ofCaller()).got("%d x %d pixels", width, height)
          .expected("at least one and at most %d", MOST_PIXELS).build();
    }
    var rgb = new int[(int) (width * height)];
    Arrays.fill(rgb, colour);
    return new Picture((int) width, (int) height, rgb);
  }

  /// An image `[H,W]`, `[1,H,W]` (grey) or `[3,H,W]` (red, green, blue), whose values in `[low, high]` go from dark to light.
  public static Picture of(NdArray image, double low, double high) {
    int rank = Check.given("the array of pixels", image).shape().rank();
    if (rank == 3 && image.shape().extent(0) == 3) {
      return colour(image, low, high);
    }
    if (rank != 2 && (rank != 3 || image.shape().extent(0) != 1)) {
      throw UserError.of("look/picture").problem("the array is no image").at(Loc.ofCaller()).got("%s", image.shape())
          .expected("[H,W], [1,H,W] or [3,H,W]").fix("draw channels one by one, or signals with Plots").build();
    }
    return mapped(image, low, high, Palette.GREY);
  }

  private static Picture colour(NdArray image, double low, double high) {
    Picture picture = blank(image.shape().extent(2), image.shape().extent(1), 0);
    int plane = picture.rgb.length;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < 3; c++) {
        double part = Math.clamp((image.get(c * plane + i) - low) / (high - low), 0.0, 1.0);
        picture.rgb[i] = picture.rgb[i] << 8 | (int) Math.round(255 * part);
      }
    }
    return picture;
  }

  /// Pixels `0xRRGGBB`, row by row; what stands above these bits is dropped.
  static Picture of(int width, int height, int... pixels) {
    Picture picture = blank(width, height, 0);
    for (int i = 0; i < picture.rgb.length; i++) {
      picture.rgb[i] = pixels[i] & 0xFFFFFF;
    }
    return picture;
  }

  /// The numbers of the last two dimensions, the first ones 1, in colours from `low` to `high`.
  public static Picture mapped(NdArray numbers, double low, double high, Palette palette) {
    int rank = Check.given("the array of numbers", numbers).shape().rank();
    Check.given("the palette", palette);
    if (rank < 2 || numbers.shape().extent(rank - 1) * (long) numbers.shape().extent(rank - 2) != numbers.size()) {
      throw UserError.of("look/picture").problem("the array has no rows and columns").at(Loc.ofCaller()).got("%s", numbers.shape())
          .expected("[H,W], or ones before").build();
    }
    Picture picture = blank(numbers.shape().extent(rank - 1), numbers.shape().extent(rank - 2), 0);
    double scale = high > low ? 1 / (high - low) : 0;
    for (int i = 0; i < picture.rgb.length; i++) {
      picture.rgb[i] = palette.colour((numbers.get(i) - low) * scale);
    }
    return picture;
  }

  /// ArrayParts around zero: blue below, white at zero, red above, by the largest size of all.
  public static Picture signed(NdArray numbers) {
    double most = ArrayParts.reach(Check.given("the array of numbers", numbers));
    return mapped(numbers, -most, most, Palette.SIGNED);
  }

  /// `pictures` in rows of `columns`, a grey line between them; smaller ones in the upper left of their places.
  public static Picture grid(List<Picture> pictures, int columns) {
    if (Check.all("the list of pictures", "a picture", pictures).isEmpty() || columns < 1) {
      throw UserError.of("look/picture").problem("there is nothing to put in a grid").at(Loc.ofCaller())
          .got("%d pictures in %d columns", pictures.size(), columns).expected("at least one of both").build();
    }
    int across = Math.min(columns, pictures.size());
    int down = Math.ceilDiv(pictures.size(), across);
    int cellWidth = pictures.stream().mapToInt(p -> p.width).max().orElseThrow();
    int cellHeight = pictures.stream().mapToInt(p -> p.height).max().orElseThrow();
    int gap = Math.max(1, Math.min(cellWidth, cellHeight) / 16);
    Picture grid = blank((long) across * (cellWidth + gap) + gap, (long) down * (cellHeight + gap) + gap, GAP);
    for (int i = 0; i < pictures.size(); i++) {
      grid.draw(pictures.get(i), gap + i % across * (cellWidth + gap), gap + i / across * (cellHeight + gap));
    }
    return grid;
  }

  private void draw(Picture other, int x, int y) {
    for (int row = 0; row < other.height; row++) {
      System.arraycopy(other.rgb, row * other.width, rgb, (y + row) * width + x, other.width);
    }
  }

  /// Every pixel as a square of `times` by `times`.
  public Picture enlarged(int times) {
    Picture larger = blank((long) width * times, (long) height * times, 0);
    for (int i = 0; i < larger.rgb.length; i++) {
      larger.rgb[i] = rgb[i / larger.width / times * width + i % larger.width / times];
    }
    return larger;
  }

  /// This picture enlarged as often as it stays within `pixels` in both directions.
  public Picture fitted(int pixels) {
    int times = pixels / Math.max(width, height);
    return times > 1 ? enlarged(times) : this;
  }

  /// At most `pixels` wide and high: of every square of pixels the one in its middle.
  public Picture thumbnail(int pixels) {
    int step = Math.ceilDiv(Math.max(width, height), pixels);
    Picture smaller = blank(Math.ceilDiv(width, step), Math.ceilDiv(height, step), 0);
    for (int i = 0; i < smaller.rgb.length; i++) {
      int x = Math.min(width - 1, i % smaller.width * step + step / 2);
      int y = Math.min(height - 1, i / smaller.width * step + step / 2);
      smaller.rgb[i] = rgb[y * width + x];
    }
    return smaller;
  }

  /// This picture in grey, and over it `heat` of the same size where its pixels are light: 0 leaves a pixel as it is, 1 covers it.
  ///
  /// @param heat `[H,W]`, whose values are amounts up to `most`
  public Picture covered(NdArray heat, double most) {
    Picture covered = blank(width, height, 0);
    if (Check.given("what covers the picture", heat).size() != rgb.length) {
      throw UserError.of("look/picture").problem("what covers the picture has another size").at(Loc.ofCaller())
          .got("%s over %d x %d pixels", heat.shape(), width, height).build();
    }
    for (int i = 0; i < rgb.length; i++) {
      double amount = most > 0 ? Math.clamp(heat.get(i) / most, 0.0, 1.0) : 0;
      covered.rgb[i] = Palette.mixed(rgb[i], Palette.HEAT.colour(0.3 + 0.7 * amount), 0.75 * amount);
    }
    return covered;
  }

  /// The outline of a box of pixels `[left, right) x [top, bottom)`, as far as it lies in this picture.
  public Picture outlined(int left, int top, int right, int bottom, int colour) {
    Picture outlined = new Picture(width, height, rgb.clone());
    for (int y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      for (int x = Math.max(0, left); x < Math.min(width, right); x++) {
        if (x == left || x == right - 1 || y == top || y == bottom - 1) {
          outlined.rgb[y * width + x] = colour;
        }
      }
    }
    return outlined;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /// The colour `0xRRGGBB` of a pixel.
  public int pixel(int x, int y) {
    return rgb[y * width + x];
  }

  /// This picture as the bytes of a PNG file.
  public byte[] png() {
    return Png.encode(width, height, rgb);
  }

  /// Writes this picture as a PNG file, whole or not at all.
  public void write(Path file) {
    AtomicFiles.write(Check.given("the file", file), png());
  }

  /// This picture as an address that holds it, for pages.
  String address() {
    return address(png());
  }

  static String address(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  @Override
  public String toString() {
    return "picture of " + width + " x " + height + " pixels";
  }
}
