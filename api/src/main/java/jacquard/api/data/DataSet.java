package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Examples to train or test on: each has an input and a class label, or a vector of targets instead.
///
/// Shapes   one input `inputShape()`, without batch dimension; one target `targetShape()`.
/// Units    a label is a class number in `[0, classes())`; `classes()` is 0 where targets are free numbers (regression).
/// Numerics copying rounds to the array's type and gives the same values on every call and thread.
/// Errors   `data/length`, `data/batched`, `data/counts`, `data/label-range`, `data/classes`, `data/no-labels`, `data/slice`
///
/// ```java
/// DataSet train = DataSet.of(Shape.of(1, 28, 28), pixels, labels, 10);
/// ```
///
/// An implementation over other storage gives the first four methods; they may be called from several threads.
public interface DataSet {
  /// The number of examples.
  int size();

  /// The shape of one input, for example `[1,28,28]`.
  Shape inputShape();

  /// The number of classes, or 0 where the examples have no labels.
  int classes();

  /// Writes the input of `example` to `into[offset ..]`, row-major.
  void copyInput(int example, float[] into, int offset);

  /// As the method above, for training in f64.
  default void copyInput(int example, double[] into, int offset) {
    var row = new float[Math.toIntExact(inputShape().size())];
    copyInput(example, row, 0);
    for (int i = 0; i < row.length; i++) {
      into[offset + i] = row[i];
    }
  }

  /// The class of `example`.
  default int label(int example) {
    throw UserError.of("data/no-labels").problem("these examples have no class labels").at(Loc.ofCaller())
        .got("targets of shape %s", targetShape())
        .fix("train with mean squared error, or build the data set from labels").build();
  }

  /// The shape of one target: `[classes()]` where the examples have labels.
  default Shape targetShape() {
    return Shape.of(classes());
  }

  /// Writes the target of `example` to `into[offset ..]`: 1 at its label and 0 elsewhere, where the examples have labels.
  default void copyTarget(int example, float[] into, int offset) {
    int label = label(example);
    for (int c = 0; c < classes(); c++) {
      into[offset + c] = c == label ? 1 : 0;
    }
  }

  /// As the method above, for training in f64.
  default void copyTarget(int example, double[] into, int offset) {
    var row = new float[Math.toIntExact(targetShape().size())];
    copyTarget(example, row, 0);
    for (int i = 0; i < row.length; i++) {
      into[offset + i] = row[i];
    }
  }

  /// The examples `[from, to)` of this set, numbered from 0; nothing is copied.
  default DataSet slice(int from, int to) {
    return Slice.of(this, from, to);
  }

  /// Examples with class labels. `inputs` holds the examples one after another; the arrays are shared, not copied.
  static DataSet of(Shape inputShape, float[] inputs, int[] labels, int classes) {
    return new LabelledData(inputShape, new Rows.Floats(inputs), labels, classes);
  }

  /// Examples with class labels whose inputs are unsigned bytes `b`, read as `b / 255`; the arrays are shared, not copied.
  static DataSet ofPixels(Shape inputShape, byte[] pixels, int[] labels, int classes) {
    return new LabelledData(inputShape, new Rows.Pixels(pixels), labels, classes);
  }

  /// Examples with targets of any shape, for regression; the arrays are shared, not copied.
  static DataSet ofTargets(Shape inputShape, float[] inputs, Shape targetShape, float[] targets) {
    return new RegressionData(inputShape, new Rows.Floats(inputs), targetShape, new Rows.Floats(targets));
  }
}
