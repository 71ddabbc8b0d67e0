package jacquard.api.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// OpenCV's resizing of pictures of bytes.
final class OpenCvResize {
  /// Weights of linear interpolation have 11 bits.
  private static final int ONE = 1 << 11;
  /// Parts of a pixel below it do not count.
  private static final double LEAST = 1e-3;

  private OpenCvResize() {}

  /// The two pixels an output lies between, and what they weigh in 2048ths.
  private record Between(int first, int second, int low, int high) {
    static Between of(int at, float part, int in) {
      return new Between(Math.clamp(at, 0, in - 1), Math.clamp(at + 1, 0, in - 1), (int) Math.rint((1f - part) * ONE),
          (int) Math.rint(part * ONE));
    }
  }

  static Image linear(Image image, int height, int width) {
    if (image.height() == 2 * height && image.width() == 2 * width) {
      return area(image, height, width); // halving is the mean of four
    }
    return interpolated(image, height, width, linear(image.height(), height, false), linear(image.width(), width, true));
  }

  /// Beyond the border, columns take one pixel; rows take the same one twice, and round twice.
  private static Between[] linear(int in, int out, boolean columns) {
    double scale = 1 / ((double) out / in);
    var places = new Between[out];
    for (int i = 0; i < out; i++) {
      float at = (float) ((i + 0.5) * scale - 0.5);
      int floor = (int) Math.floor(at);
      float part = at - floor;
      boolean beyond = floor < 0 || floor >= in - 1;
      places[i] = columns && beyond ? Between.of(floor < 0 ? 0 : in - 1, 0, in) : Between.of(floor, part, in);
    }
    return places;
  }

  /// In enlarging, an output lies in one pixel, or a part of it in the next.
  private static Between[] enlargedArea(int in, int out, boolean columns) {
    double inverse = (double) out / in;
    double scale = 1 / inverse;
    var places = new Between[out];
    for (int i = 0; i < out; i++) {
      int floor = (int) Math.floor(i * scale);
      float part = (float) ((i + 1) - (floor + 1) * inverse);
      part = part <= 0 ? 0 : part - (float) Math.floor(part);
      places[i] = columns && floor >= in - 1 ? Between.of(in - 1, 0, in) : Between.of(floor, part, in);
    }
    return places;
  }

  /// What each of `in` pixels adds to each of `out` outputs, `[in, out]`.
  static float[] linearWeights(int in, int out) {
    return weights(linear(in, out, true), in);
  }

  /// As above; `enlarged` where one of the two sides grows.
  static float[] areaWeights(int in, int out, boolean enlarged) {
    if (enlarged) {
      return weights(enlargedArea(in, out, true), in);
    }
    var weights = new float[in * out];
    List<List<Cover>> covers = covers(in, out);
    for (int i = 0; i < out; i++) {
      for (Cover cover : covers.get(i)) {
        weights[cover.pixel() * out + i] += cover.part();
      }
    }
    return weights;
  }

  private static float[] weights(Between[] places, int in) {
    var weights = new float[in * places.length];
    for (int i = 0; i < places.length; i++) {
      weights[places[i].first() * places.length + i] += (float) places[i].low() / ONE;
      weights[places[i].second() * places.length + i] += (float) places[i].high() / ONE;
    }
    return weights;
  }

  private static Image interpolated(Image image, int height, int width, Between[] rows, Between[] columns) {
    int line = width * Image.CHANNELS;
    var to = new byte[height * line];
    var above = new int[line];
    var below = new int[line];
    for (int y = 0; y < height; y++) {
      Between row = rows[y];
      interpolate(image, row.first(), columns, above);
      interpolate(image, row.second(), columns, below);
      for (int i = 0; i < line; i++) {
        int sum = (row.low() * (above[i] >> 4) >> 16) + (row.high() * (below[i] >> 4) >> 16);
        to[y * line + i] = (byte) Math.clamp(sum + 2 >> 2, 0, 255);
      }
    }
    return new Image(height, width, to);
  }

  private static void interpolate(Image image, int row, Between[] columns, int[] to) {
    int channels = Image.CHANNELS;
    byte[] from = image.bytes();
    int line = row * image.width() * channels;
    for (int x = 0; x < columns.length; x++) {
      Between column = columns[x];
      for (int c = 0; c < channels; c++) {
        to[x * channels + c] = (from[line + column.first() * channels + c] & 0xFF) * column.low()
            + (from[line + column.second() * channels + c] & 0xFF) * column.high();
      }
    }
  }

  static Image area(Image image, int height, int width) {
    if (image.height() < height || image.width() < width) {
      return interpolated(image, height, width, enlargedArea(image.height(), height, false),
          enlargedArea(image.width(), width, true));
    }
    if (image.height() % height == 0 && image.width() % width == 0) {
      return blocks(image, height, width);
    }
    return covered(image, height, width);
  }

  /// Outputs that stand for whole pixels, whose sum is exact.
  private static Image blocks(Image image, int height, int width) {
    int down = image.height() / height;
    int right = image.width() / width;
    float share = 1f / (down * right);
    var to = new byte[height * width * Image.CHANNELS];
    for (int i = 0; i < to.length; i++) {
      int c = i % Image.CHANNELS;
      int x = i / Image.CHANNELS % width;
      int y = i / Image.CHANNELS / width;
      int sum = 0;
      for (int r = 0; r < down; r++) {
        for (int s = 0; s < right; s++) {
          sum += image.get(y * down + r, x * right + s, c);
        }
      }
      to[i] = (byte) (down == 2 && right == 2 ? sum + 2 >> 2 : Math.clamp((int) Math.rint(sum * share), 0, 255));
    }
    return new Image(height, width, to);
  }

  /// A pixel that an output covers, and the part of the output that it is.
  private record Cover(int pixel, float part) {}

  private static List<List<Cover>> covers(int in, int out) {
    double scale = 1 / ((double) out / in);
    var covers = new ArrayList<List<Cover>>();
    for (int i = 0; i < out; i++) {
      double begin = i * scale;
      double end = begin + scale;
      double extent = Math.min(scale, in - begin);
      int last = Math.min((int) Math.floor(end), in - 1);
      int first = Math.min((int) Math.ceil(begin), last);
      var of = new ArrayList<Cover>();
      if (first - begin > LEAST) {
        of.add(new Cover(first - 1, (float) ((first - begin) / extent)));
      }
      for (int p = first; p < last; p++) {
        of.add(new Cover(p, (float) (1 / extent)));
      }
      if (end - last > LEAST) {
        of.add(new Cover(last, (float) (Math.min(Math.min(end - last, 1), extent) / extent)));
      }
      covers.add(of);
    }
    return covers;
  }

  private static Image covered(Image image, int height, int width) {
    int channels = Image.CHANNELS;
    List<List<Cover>> rows = covers(image.height(), height);
    List<List<Cover>> columns = covers(image.width(), width);
    var to = new byte[height * width * channels];
    var sums = new float[width * channels];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      for (Cover row : rows.get(y)) {
        for (int i = 0; i < sums.length; i++) {
          float sum = 0;
          for (Cover column : columns.get(i / channels)) {
            sum += image.get(row.pixel(), column.pixel(), i % channels) * column.part();
          }
          sums[i] += row.part() * sum;
        }
      }
      for (int i = 0; i < sums.length; i++) {
        to[y * sums.length + i] = (byte) Math.clamp((int) Math.rint(sums[i]), 0, 255);
      }
    }
    return new Image(height, width, to);
  }
}
