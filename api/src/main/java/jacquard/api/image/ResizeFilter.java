package jacquard.api.image;

/// An interpolation filter: what a pixel at some distance weighs.
enum ResizeFilter {
  BILINEAR(1), BICUBIC(2);

  /// Keys' parameter.
  private static final double A = -0.5;

  private final double support;

  ResizeFilter(double support) {
    this.support = support;
  }

  private double at(double distance) {
    double x = Math.abs(distance);
    return switch (this) {
      case BILINEAR -> x < 1 ? 1 - x : 0;
      case BICUBIC -> x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    };
  }

  /// The pixels an output takes: those from `first` on, by `weights`, whose sum is 1.
  record Taps(int first, double[] weights) {}

  /// What each of `in` pixels adds to each of `out` outputs, `[in, out]`.
  float[] weights(int in, int out) {
    var weights = new float[in * out];
    Taps[] taps = taps(in, out);
    for (int i = 0; i < out; i++) {
      for (int k = 0; k < taps[i].weights().length; k++) {
        weights[(taps[i].first() + k) * out + i] = (float) taps[i].weights()[k];
      }
    }
    return weights;
  }

  /// For each of `out` outputs over `in` pixels; in shrinking the filter is as wide as it reaches over as many pixels as it stands for.
  Taps[] taps(int in, int out) {
    var taps = new Taps[out];
    double scale = (double) in / out;
    double widening = Math.max(1, scale);
    double reach = support * widening;
    for (int i = 0; i < out; i++) {
      double center = (i + 0.5) * scale;
      int first = Math.max(0, (int) (center - reach + 0.5));
      int end = Math.min(in, (int) (center + reach + 0.5));
      var weights = new double[Math.max(0, end - first)];
      double sum = 0;
      double inverse = 1 / widening;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = at((k + first - center + 0.5) * inverse);
        sum += weights[k];
      }
      for (int k = 0; k < weights.length && sum != 0; k++) {
        weights[k] *= 1 / sum;
      }
      taps[i] = new Taps(first, weights);
    }
    return taps;
  }
}
