package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.train.Ranking;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Numbers that say how well outputs `[N, classes]` fit labels; the largest output of a row is its class.
public final class Metrics {
  private static final String OUTPUTS = "the array of outputs";
  private static final String LABELS = "the array of labels";

  private Metrics() {}

  /// The position of the largest of `count` values from `from` on, the first of equal ones; -1 where one is NaN.
  public static int largest(NdArray values, int from, int count) {
    return Ranking.LARGEST.first(Check.given(OUTPUTS, values), from, count);
  }

  /// How many of the first `examples` rows of `outputs` are largest elsewhere than at their label; NaN is wrong.
  public static int wrong(NdArray outputs, int[] labels, int examples) {
    int classes = Check.given(OUTPUTS, outputs).shape().extent(1);
    Check.given(LABELS, labels);
    int wrong = 0;
    for (int i = 0; i < examples; i++) {
      wrong += largest(outputs, i * classes, classes) == labels[i] ? 0 : 1;
    }
    return wrong;
  }

  /// The fraction of rows of `outputs` that are largest elsewhere than at their label.
  ///
  /// Errors: `metrics/labels`.
  public static double errorRate(NdArray outputs, int... labels) {
    requireRows(outputs, labels);
    return (double) wrong(outputs, labels, labels.length) / labels.length;
  }

  /// The fraction of rows of `outputs` whose label is not among their `k` largest; of equal outputs the first come first, and NaN
  /// is wrong.
  ///
  /// Errors: `metrics/labels`, `metrics/top`.
  public static double topError(int k, NdArray outputs, int... labels) {
    requireRows(outputs, labels);
    requireTop(k, outputs.shape().extent(1));
    return (double) topWrong(Ranking.LARGEST, k, outputs, labels, labels.length) / labels.length;
  }

  /// A mean over nothing is none.
  private static void requireRows(NdArray outputs, int... labels) {
    int count = Check.given(LABELS, labels).length;
    Shape shape = Check.given(OUTPUTS, outputs).shape();
    boolean fits = shape.rank() == 2 && count > 0 && count == shape.extent(0);
    if (!fits) {
      throw UserError.of("metrics/labels").problem("outputs and labels do not go together").at(Loc.ofCaller())
          .got("outputs %s, %d labels", shape, count).expected("outputs [N,classes] and N labels, N at least 1").build();
    }
  }

  static int topWrong(Ranking ranking, int k, NdArray outputs, int[] labels, int examples) {
    int wrong = 0;
    for (int i = 0; i < examples; i++) {
      wrong += ranking.place(outputs, i, labels[i]) < k ? 0 : 1;
    }
    return wrong;
  }

  static void requireTop(int k, int classes) {
    if (k < 1 || k > classes) {
      throw UserError.of("metrics/top").problem("there is no such error").at(Loc.ofCaller()).got("k = %d of %d classes", k, classes)
          .expected("1 <= k <= %d", classes).fix("5 is common for 1000 classes").build();
    }
  }
}
