package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.report.Classification;
import jacquard.api.report.Regression;
import jacquard.api.train.ClassTally;
import jacquard.api.train.NumberTally;
import jacquard.api.train.Ranking;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;

/// Numbers that say how well outputs `[N, classes]` fit labels; the largest output of a row is its class.
public final class Metrics {
  private static final String OUTPUTS = "the array of outputs";
  private static final String LABELS = "the array of labels";

  private Metrics() {}

  /// The position of the largest of `count` values from `from` on, the first of equal ones; -1 where one is NaN.
  public static int largest(NdArray values, int from, int count) {
    int size = Check.given(OUTPUTS, values).size();
    if (from < 0 || count < 1 || count > size - from) {
      throw UserError.of("metrics/range").problem("these are no elements of the array").at(Loc.ofCaller())
          .got("%d elements from %d", count, from).expected("at least 1 of the %d elements of %s", size, values.shape()).build();
    }
    return Ranking.LARGEST.first(values, from, count);
  }

  /// How many of the first `examples` rows of `outputs` are largest elsewhere than at their label; NaN is wrong.
  public static int wrong(NdArray outputs, int[] labels, int examples) {
    requireRows(outputs, examples, labels);
    int classes = outputs.shape().extent(1);
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
    Classification.requireTop(k, outputs.shape().extent(1));
    return (double) topWrong(Ranking.LARGEST, k, outputs, labels, labels.length) / labels.length;
  }

  /// How well logits `[N, classes]` fit labels, class by class; the classes go by their numbers.
  ///
  /// Errors: `metrics/labels`, `metrics/confusion`.
  public static Classification classification(NdArray outputs, int... labels) {
    requireRows(outputs, labels);
    var tally = new ClassTally(outputs.shape().extent(1), labels.length, Ranking.LARGEST, ClassTally.Meaning.LOGITS);
    tally.add(outputs, labels, labels.length);
    return tally.classification(List.of());
  }

  /// How far outputs `[N, …]` are from targets of the same shape.
  ///
  /// Errors: `metrics/targets`.
  public static Regression regression(NdArray outputs, NdArray targets) {
    Shape shape = Check.given(OUTPUTS, outputs).shape();
    if (!Check.given("the array of targets", targets).shape().equals(shape) || shape.rank() == 0 || shape.size() == 0) {
      throw UserError.of("metrics/targets").problem("outputs and targets do not go together").at(Loc.ofCaller())
          .got("outputs %s, targets %s", shape, targets.shape()).expected("one shape [N,…], N at least 1").build();
    }
    int examples = shape.extent(0);
    var tally = new NumberTally(outputs.size() / examples);
    tally.add(outputs, targets, examples);
    return tally.regression();
  }

  /// A mean over nothing is none.
  private static void requireRows(NdArray outputs, int examples, int... labels) {
    Shape shape = Check.given(OUTPUTS, outputs).shape();
    int count = Check.given(LABELS, labels).length;
    if (shape.rank() != 2 || examples < 0 || examples > Math.min(count, shape.extent(0))) {
      throw UserError.of("metrics/labels").problem("there are not as many outputs and labels as examples").at(Loc.ofCaller())
          .got("outputs %s, %d labels, %d examples", shape, count, examples).expected("outputs [N,classes] and labels for each example")
          .build();
    }
    for (int i = 0; i < examples; i++) {
      if (labels[i] < 0 || labels[i] >= shape.extent(1)) {
        throw UserError.of("metrics/labels").problem("a label is outside the classes").at(Loc.ofCaller())
            .got("label %d of example %d, outputs %s", labels[i], i, shape).expected("a label in [0, %d)", shape.extent(1))
            .fix("number the classes from 0").build();
      }
    }
  }

  private static void requireRows(NdArray outputs, int... labels) {
    int count = Check.given(LABELS, labels).length;
    Shape shape = Check.given(OUTPUTS, outputs).shape();
    boolean fits = shape.rank() == 2 && count > 0 && count == shape.extent(0);
    if (!fits) {
      throw UserError.of("metrics/labels").problem("outputs and labels do not go together").at(Loc.ofCaller())
          .got("outputs %s, %d labels", shape, count).expected("outputs [N,classes] and N labels, N at least 1").build();
    }
    requireRows(outputs, count, labels);
  }

  static int topWrong(Ranking ranking, int k, NdArray outputs, int[] labels, int examples) {
    int wrong = 0;
    for (int i = 0; i < examples; i++) {
      wrong += ranking.place(outputs, i, labels[i]) < k ? 0 : 1;
    }
    return wrong;
  }
}
