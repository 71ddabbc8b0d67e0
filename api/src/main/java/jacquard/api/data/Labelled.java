package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// Examples with class labels, whatever their inputs are.
abstract class Labelled implements DataSet {
  private final int[] labels;
  private final int classes;

  /// Requires labels in `[0, classes)`.
  Labelled(int[] labels, int classes) {
    this.labels = UserError.given("the array of labels", labels);
    this.classes = classes;
    if (classes < 1) {
      throw UserError.of("data/classes").problem("labels need at least one class").at(Loc.ofCaller())
          .got("classes = %d", classes).expected("classes >= 1").build();
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw UserError.of("data/label-range").problem("a label is outside the classes").at(Loc.ofCaller())
            .got("example %d has label %d", i, labels[i]).expected("a label in [0, %d)", classes)
            .fix("number the classes from 0, or raise the number of classes").build();
      }
    }
  }

  @Override
  public final int size() {
    return labels.length;
  }

  @Override
  public final int classes() {
    return classes;
  }

  @Override
  public final int label(int example) {
    return labels[example];
  }
}
