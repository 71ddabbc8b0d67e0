package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Philox;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// A training set whose images are augmented as they are copied, in one epoch's way until [#epoch] turns to another.
///
/// Copying allocates nothing once a thread has copied its first image.
public final class AugmentedData extends ComputedInputs {
  /// `AUGM` in ASCII: a stream of its own, so that one seed serves others too.
  private static final int STREAM = 0x4155474D;
  /// Random numbers set aside for one image, one for each change of each axis or colour.
  private static final long DRAWS = 8;
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final Augmentation by;
  private final long seed;
  private final int channels;
  private final int height;
  private final int width;
  private volatile Philox random;

  AugmentedData(DataSet data, Augmentation by, long seed, int epoch) {
    super(data, requireImages(data.inputShape(), by));
    this.by = by;
    this.seed = seed;
    this.channels = data.inputShape().extent(0);
    this.height = data.inputShape().extent(1);
    this.width = data.inputShape().extent(2);
    this.random = new Philox(seed, STREAM, epoch);
  }

  private static Shape requireImages(Shape shape, Augmentation by) {
    if (shape.rank() != 3 || (by.jitters() && shape.extent(0) != 1 && shape.extent(0) != 3)) {
      throw UserError.of("augment/shape").problem("examples of this shape cannot be augmented like this").at(Loc.ofCaller())
          .got("examples %s, %s", shape, by).expected("images [C,H,W]; with jitter, C = 1 or 3")
          .fix("augment before the images are reshaped, or leave out jitter").build();
    }
    return shape;
  }

  /// From now on images are those of `epoch`, counted from 0. Not while others copy.
  public void epoch(int epoch) {
    random = new Philox(seed, STREAM, epoch);
  }

  @Override
  void compute(int example, double[] given, double[] computed) {
    Philox numbers = random;
    long first = example * DRAWS;
    int rows = whole(numbers, first);
    int columns = whole(numbers, first + 1);
    boolean mirrored = by.flip() && numbers.uniform(first + 2) < 0.5;
    if (by.shift() > 0) {
      double down = rows + real(numbers, first + 3, by.shift());
      double right = columns + real(numbers, first + 4, by.shift());
      interpolate(given, computed, down, right, mirrored);
    } else {
      move(given, computed, rows, columns, mirrored);
    }
    if (by.jitters()) {
      jitter(computed, 1 + real(numbers, first + 5, by.brightness()), 1 + real(numbers, first + 6, by.contrast()),
          1 + real(numbers, first + 7, by.saturation()));
    }
  }

  private int whole(Philox numbers, long at) {
    return by.crop() == 0 ? 0 : numbers.index(at, 2 * by.crop() + 1) - by.crop();
  }

  private static double real(Philox numbers, long at, double reach) {
    return reach * (2 * numbers.uniform(at) - 1);
  }

  private void move(double[] from, double[] to, int rows, int columns, boolean mirrored) {
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int line = (c * height + y) * width;
        for (int x = 0; x < width; x++) {
          int seen = mirrored ? width - 1 - x : x;
          to[line + x] = pixel(from, c, y + rows, seen + columns);
        }
      }
    }
  }

  /// Linear interpolation in both directions at (y + rows, x + columns), zeros outside the image.
  private void interpolate(double[] from, double[] to, double rows, double columns, boolean mirrored) {
    int top = (int) Math.floor(rows);
    int left = (int) Math.floor(columns);
    double low = rows - top;
    double right = columns - left;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        int line = (c * height + y) * width;
        for (int x = 0; x < width; x++) {
          int column = (mirrored ? width - 1 - x : x) + left;
          double above = (1 - right) * pixel(from, c, y + top, column) + right * pixel(from, c, y + top, column + 1);
          double below = (1 - right) * pixel(from, c, y + top + 1, column) + right * pixel(from, c, y + top + 1, column + 1);
          to[line + x] = (1 - low) * above + low * below;
        }
      }
    }
  }

  private double pixel(double[] from, int c, int y, int x) {
    return y < 0 || y >= height || x < 0 || x >= width ? 0 : from[(c * height + y) * width + x];
  }

  private void jitter(double[] image, double brightness, double contrast, double saturation) {
    int plane = height * width;
    double sum = 0;
    for (int i = 0; i < plane; i++) {
      sum += brightness * grey(image, i, plane);
    }
    double mean = sum / plane;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < channels; c++) {
        image[c * plane + i] = mean + contrast * (brightness * image[c * plane + i] - mean);
      }
      double grey = grey(image, i, plane);
      for (int c = 0; c < channels; c++) {
        image[c * plane + i] = Math.clamp(grey + saturation * (image[c * plane + i] - grey), 0.0, 1.0);
      }
    }
  }

  private double grey(double[] image, int pixel, int plane) {
    return channels == 1 ? image[pixel] : RED * image[pixel] + GREEN * image[plane + pixel] + BLUE * image[2 * plane + pixel];
  }
}
