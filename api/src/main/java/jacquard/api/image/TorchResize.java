package jacquard.api.image;

/// PyTorch's `interpolate` of floating-point pictures, corners not aligned: `[height, width, 3]` in [0, 255].
final class TorchResize {
  private TorchResize() {}

  static float[] bilinear(Image image, int height, int width) {
    int channels = Image.CHANNELS;
    float down = (float) image.height() / height;
    float right = (float) image.width() / width;
    var to = new float[height * width * channels];
    for (int y = 0; y < height; y++) {
      float row = Math.max(0, (y + 0.5f) * down - 0.5f);
      int top = Math.min((int) row, image.height() - 1);
      int bottom = Math.min(top + 1, image.height() - 1);
      float low = row - top;
      for (int x = 0; x < width; x++) {
        float column = Math.max(0, (x + 0.5f) * right - 0.5f);
        int left = Math.min((int) column, image.width() - 1);
        int next = Math.min(left + 1, image.width() - 1);
        float part = column - left;
        for (int c = 0; c < channels; c++) {
          float above = (1 - part) * image.get(top, left, c) + part * image.get(top, next, c);
          float below = (1 - part) * image.get(bottom, left, c) + part * image.get(bottom, next, c);
          to[(y * width + x) * channels + c] = (1 - low) * above + low * below;
        }
      }
    }
    return to;
  }

  /// What each of `in` pixels adds to each of `out` outputs, `[in, out]`.
  static float[] bilinearWeights(int in, int out) {
    var weights = new float[in * out];
    float scale = (float) in / out;
    for (int i = 0; i < out; i++) {
      float at = Math.max(0, (i + 0.5f) * scale - 0.5f);
      int first = Math.min((int) at, in - 1);
      weights[first * out + i] += 1 - (at - first);
      weights[Math.min(first + 1, in - 1) * out + i] += at - first;
    }
    return weights;
  }

  static float[] antialiased(Image image, int height, int width) {
    int channels = Image.CHANNELS;
    ResizeFilter.Taps[] columns = ResizeFilter.BILINEAR.taps(image.width(), width);
    ResizeFilter.Taps[] rows = ResizeFilter.BILINEAR.taps(image.height(), height);
    int line = width * channels;
    var narrow = new float[image.height() * line];
    for (int y = 0; y < image.height(); y++) {
      for (int i = 0; i < line; i++) {
        ResizeFilter.Taps taps = columns[i / channels];
        double sum = 0;
        for (int k = 0; k < taps.weights().length; k++) {
          sum += taps.weights()[k] * image.get(y, taps.first() + k, i % channels);
        }
        narrow[y * line + i] = (float) sum;
      }
    }
    var to = new float[height * line];
    for (int y = 0; y < height; y++) {
      double[] weights = rows[y].weights();
      for (int i = 0; i < line; i++) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * narrow[(rows[y].first() + k) * line + i];
        }
        to[y * line + i] = (float) sum;
      }
    }
    return to;
  }
}
