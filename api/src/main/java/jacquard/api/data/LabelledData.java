package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Objects;

/// Arrays of inputs and class labels, checked once.
final class LabelledData implements DataSet {
  private final Shape inputShape;
  private final int width;
  private final Rows inputs;
  private final int[] labels;
  private final int classes;

  LabelledData(Shape inputShape, Rows inputs, int[] labels, int classes) {
    this.inputShape = inputShape;
    this.inputs = inputs;
    this.labels = labels;
    this.classes = classes;
    int count = inputs.count("input", inputShape);
    this.width = Math.toIntExact(inputShape.size());
    if (count != labels.length) {
      throw UserError.of("data/counts").problem("inputs and labels disagree on the number of examples").at(Loc.ofCaller())
          .got("%d inputs (%d elements / %d of shape %s), %d labels", count, inputs.length(), width, inputShape, labels.length)
          .expected("as many labels as inputs").fix("give one label for each input").build();
    }
    requireLabels(labels, classes);
  }

  /// Requires labels in `[0, classes)`.
  static void requireLabels(int[] labels, int classes) {
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
  public int size() {
    return labels.length;
  }

  @Override
  public Shape inputShape() {
    return inputShape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int example) {
    return labels[example];
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    inputs.copy(Objects.checkIndex(example, size()) * width, width, into, offset);
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    inputs.copy(Objects.checkIndex(example, size()) * width, width, into, offset);
  }
}
