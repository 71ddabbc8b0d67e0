package jacquard.api.report;

import jacquard.api.check.Check;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// How often examples of each class (rows) were taken for each class (columns); `counts` holds the rows one after another.
///
/// Outputs that are not numbers speak for no class: such examples stand in no column, but in `undecided`.
/// Errors   `metrics/confusion`, `metrics/labels`
///
/// ```java
/// System.out.println(model.confusion(test));
/// ```
public record ConfusionMatrix(int classes, List<Long> counts, long undecided) {
  /// Their square is an array's length.
  private static final int MOST_CLASSES = 46_340;

  public ConfusionMatrix {
    counts = List.copyOf(counts);
    if (classes < 1 || counts.size() != classes * classes) {
      throw UserError.of("metrics/confusion").problem("a confusion matrix is square").at(Loc.ofCaller())
          .got("%d classes, %d counts", classes, counts.size()).expected("classes · classes counts").build();
    }
  }

  /// Of predicted classes, -1 where undecided, against labels.
  public static ConfusionMatrix of(int classes, int[] labels, int[] predicted) {
    if (Check.given("the array of labels", labels).length != Check.given("the array of predictions", predicted).length) {
      throw UserError.of("metrics/labels").problem("labels and predictions do not go together").at(Loc.ofCaller())
          .got("%d labels, %d predictions", labels.length, predicted.length).expected("as many of both").build();
    }
    var counter = new Counter(classes);
    for (int i = 0; i < labels.length; i++) {
      counter.add(labels[i], predicted[i]);
    }
    return counter.matrix();
  }

  /// How many examples of class `label` were taken for class `predicted`.
  public long count(int label, int predicted) {
    requireClass(label, classes);
    requireClass(predicted, classes);
    return counts.get(label * classes + predicted);
  }

  public long examples() {
    return counts.stream().mapToLong(Long::longValue).sum() + undecided;
  }

  /// The fraction of examples outside the diagonal, NaN where there are none.
  public double error() {
    long right = 0;
    for (int c = 0; c < classes; c++) {
      right += count(c, c);
    }
    return (double) (examples() - right) / examples();
  }

  /// The fraction of the examples of class `label` that were found, NaN where there are none. Undecided ones count for no class.
  public double recall(int label) {
    return count(label, label) / (double) counts.subList(label * classes, (label + 1) * classes).stream().mapToLong(Long::longValue).sum();
  }

  /// The fraction of the examples taken for class `predicted` that are of it, NaN where there are none.
  public double precision(int predicted) {
    long taken = 0;
    for (int label = 0; label < classes; label++) {
      taken += count(label, predicted);
    }
    return (double) count(predicted, predicted) / taken;
  }

  /// A table with the classes' numbers.
  @Override
  public String toString() {
    var names = new ArrayList<String>();
    for (int c = 0; c < classes; c++) {
      names.add(String.valueOf(c));
    }
    return table(names);
  }

  /// A table with `names` for the classes: a row per label with its counts and recall, and a last row with the precisions.
  public String table(List<String> names) {
    if (Check.all("the list of names", "a name", names).size() != classes) {
      throw UserError.of("metrics/confusion").problem("there are not as many names as classes").at(Loc.ofCaller())
          .got("%d names %s, %d classes", names.size(), names, classes).expected("a name for each class, in order").build();
    }
    int label = Collections.max(names.stream().map(String::length).toList());
    int first = Math.max(label, "precision".length());
    int cell = Math.max(label, Math.max("100.0".length(), String.valueOf(Collections.max(counts)).length())) + 2;
    var text = new StringBuilder();
    text.append(pad("label", -first));
    names.forEach(name -> text.append(pad(name, cell)));
    text.append(pad("recall %", 10)).append('\n');
    for (int row = 0; row < classes; row++) {
      text.append(pad(names.get(row), -first));
      for (int column = 0; column < classes; column++) {
        text.append(pad(count(row, column) == 0 ? "." : String.valueOf(count(row, column)), cell));
      }
      text.append(pad(percent(recall(row)), 10)).append('\n');
    }
    text.append(pad("precision", -first));
    for (int column = 0; column < classes; column++) {
      text.append(pad(percent(precision(column)), cell));
    }
    return text.append('\n').toString();
  }

  private static void requireClass(int given, int classes) {
    if (given < 0 || given >= classes) {
      throw UserError.of("metrics/confusion").problem("there is no such class").at(Loc.ofCaller()).got("class %d", given)
          .expected("a class in [0, %d)", classes).build();
    }
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * part);
  }

  private static String pad(String text, int width) {
    return String.format(Locale.ROOT, "%" + width + "s", text);
  }

  /// Counts examples one by one, for loops of one's own.
  public static final class Counter {
    private final int classes;
    private final long[] counts;
    private long undecided;

    /// Of no examples yet.
    public Counter(int classes) {
      if (classes < 1 || classes > MOST_CLASSES) {
        throw UserError.of("metrics/confusion").problem("the number of classes is out of range").at(Loc.ofCaller())
            .got("%d classes", classes).expected("1 to %d", MOST_CLASSES).build();
      }
      this.classes = classes;
      this.counts = new long[classes * classes];
    }

    /// Counts an example of class `label` taken for `predicted`, -1 where undecided.
    public void add(int label, int predicted) {
      requireClass(label, classes);
      if (predicted < 0) {
        undecided++;
      } else {
        requireClass(predicted, classes);
        counts[label * classes + predicted]++;
      }
    }

    /// What was counted so far.
    public ConfusionMatrix matrix() {
      return new ConfusionMatrix(classes, Arrays.stream(counts).boxed().toList(), undecided);
    }
  }
}
