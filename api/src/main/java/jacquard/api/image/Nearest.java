package jacquard.api.image;

import java.util.function.IntUnaryOperator;

/// Pictures whose pixels are copies of one pixel each.
final class Nearest {
  private Nearest() {}

  /// The pixel in which the centre of the output's lies; as Pillow adds up the centres one after the other.
  static Image pillow(Image image, int height, int width) {
    int[] rows = centers(image.height(), height);
    int[] columns = centers(image.width(), width);
    return taken(image, height, width, y -> rows[y], x -> columns[x]);
  }

  /// 1 where an output, a column of `[in, out]`, takes a pixel.
  static float[] weights(int in, int out, boolean center) {
    int[] places = centers(in, out);
    double step = 1 / ((double) out / in);
    var weights = new float[in * out];
    for (int i = 0; i < out; i++) {
      weights[(center ? places[i] : Math.min(in - 1, (int) (i * step))) * out + i] = 1;
    }
    return weights;
  }

  private static int[] centers(int in, int out) {
    double step = (double) in / out;
    var places = new int[out];
    double at = step * 0.5;
    for (int i = 0; i < out; i++) {
      places[i] = Math.min(in - 1, (int) at);
      at += step;
    }
    return places;
  }

  /// The pixel in which the upper left corner of the output's lies.
  static Image openCv(Image image, int height, int width) {
    double down = 1 / ((double) height / image.height());
    double right = 1 / ((double) width / image.width());
    return taken(image, height, width, y -> Math.min(image.height() - 1, (int) (y * down)),
        x -> Math.min(image.width() - 1, (int) (x * right)));
  }

  private static Image taken(Image image, int height, int width, IntUnaryOperator rows, IntUnaryOperator columns) {
    int channels = Image.CHANNELS;
    byte[] from = image.bytes();
    var to = new byte[height * width * channels];
    for (int y = 0; y < height; y++) {
      int line = rows.applyAsInt(y) * image.width();
      for (int x = 0; x < width; x++) {
        System.arraycopy(from, (line + columns.applyAsInt(x)) * channels, to, (y * width + x) * channels, channels);
      }
    }
    return new Image(height, width, to);
  }
}
