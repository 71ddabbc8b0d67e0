package jacquard.api.image;

/// Pillow's convolution of pictures of bytes: rows, then columns, each with weights of 22 bits and rounded to bytes.
final class PillowResize {
  private static final int BITS = 22;
  private static final double ONE = 1 << BITS;
  private static final int HALF = 1 << (BITS - 1);

  private PillowResize() {}

  static Image resize(Image image, int height, int width, ResizeFilter filter) {
    Image narrow = image.width() == width ? image : rows(image, width, filter.taps(image.width(), width));
    return narrow.height() == height ? narrow : columns(narrow, height, filter.taps(narrow.height(), height));
  }

  private static int[] fixed(double[] weights) {
    var fixed = new int[weights.length];
    for (int i = 0; i < fixed.length; i++) {
      fixed[i] = (int) (weights[i] * ONE + (weights[i] < 0 ? -0.5 : 0.5));
    }
    return fixed;
  }

  /// What each of `in` pixels adds to each of `out` outputs, `[in, out]`, exactly.
  static float[] weights(int in, int out, ResizeFilter filter) {
    var weights = new float[in * out];
    ResizeFilter.Taps[] taps = filter.taps(in, out);
    for (int i = 0; i < out; i++) {
      int[] fixed = fixed(taps[i].weights());
      for (int k = 0; k < fixed.length; k++) {
        weights[(taps[i].first() + k) * out + i] = (float) (fixed[k] / ONE);
      }
    }
    return weights;
  }

  private static Image rows(Image image, int width, ResizeFilter.Taps[] taps) {
    int channels = Image.CHANNELS;
    byte[] from = image.bytes();
    var to = new byte[image.height() * width * channels];
    for (int x = 0; x < width; x++) {
      int[] weights = fixed(taps[x].weights());
      for (int y = 0; y < image.height(); y++) {
        int line = (y * image.width() + taps[x].first()) * channels;
        for (int c = 0; c < channels; c++) {
          int sum = HALF;
          for (int k = 0; k < weights.length; k++) {
            sum += (from[line + k * channels + c] & 0xFF) * weights[k];
          }
          to[(y * width + x) * channels + c] = clipped(sum);
        }
      }
    }
    return new Image(image.height(), width, to);
  }

  private static Image columns(Image image, int height, ResizeFilter.Taps[] taps) {
    int line = image.width() * Image.CHANNELS;
    byte[] from = image.bytes();
    var to = new byte[height * line];
    for (int y = 0; y < height; y++) {
      int[] weights = fixed(taps[y].weights());
      for (int i = 0; i < line; i++) {
        int sum = HALF;
        for (int k = 0; k < weights.length; k++) {
          sum += (from[(taps[y].first() + k) * line + i] & 0xFF) * weights[k];
        }
        to[y * line + i] = clipped(sum);
      }
    }
    return new Image(height, image.width(), to);
  }

  private static byte clipped(int sum) {
    return (byte) Math.clamp(sum >> BITS, 0, 255);
  }
}
