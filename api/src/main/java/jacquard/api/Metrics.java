package jacquard.api;

import jacquard.ir.NdArray;

/// Numbers that say how well outputs fit labels.
public final class Metrics {
  private Metrics() {}

  /// The position of the largest of `count` values from `from` on, the first of equal ones; -1 where one is NaN.
  public static int largest(NdArray values, int from, int count) {
    int best = 0;
    for (int c = 0; c < count; c++) {
      double value = values.get(from + c);
      if (Double.isNaN(value)) {
        return -1;
      }
      if (value > values.get(from + best)) {
        best = c;
      }
    }
    return best;
  }

  /// How many of the first `examples` rows of `outputs` (`[N, classes]`) are largest elsewhere than at their label; NaN is wrong.
  public static int wrong(NdArray outputs, int[] labels, int examples) {
    int classes = outputs.shape().extent(1);
    int wrong = 0;
    for (int i = 0; i < examples; i++) {
      wrong += largest(outputs, i * classes, classes) == labels[i] ? 0 : 1;
    }
    return wrong;
  }

  /// The fraction of rows of `outputs` (`[N, classes]`) that are largest elsewhere than at their label.
  public static double errorRate(NdArray outputs, int... labels) {
    return (double) wrong(outputs, labels, labels.length) / labels.length;
  }
}
