package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.stream.IntStream;

/// Examples to train or test on: each has an input and a class label, or a vector of targets instead.
///
/// Shapes   one input `inputShape()`, without batch dimension; one target `targetShape()`.
/// Units    a label is a class number in `[0, classes())`; `classes()` is 0 where targets are free numbers (regression).
/// Numerics copying rounds to the array's type and gives the same values on every call and thread.
/// Errors   `data/length`, `data/batched`, `data/counts`, `data/label-range`, `data/classes`, `data/no-labels`, `data/slice`,
///          `data/subset`, `data/split`, `data/concat`, `data/reshape`, `data/class-names`, `argument/null`
///
/// ```java
/// DataSet train = DataSet.of(Shape.of(1, 28, 28), pixels, labels, 10);
/// ```
///
/// An implementation over other storage gives the first four methods; they may be called from several threads. Parts and views of a
/// set (`slice` to `mapped`) compute as they are read: nothing is copied.
public interface DataSet {
  /// The number of examples.
  int size();

  /// The shape of one input, for example `[1,28,28]`.
  Shape inputShape();

  /// The number of classes, or 0 where the examples have no labels.
  int classes();

  /// The names of the classes in order, their numbers where there are no better ones.
  default List<String> classNames() {
    return IntStream.range(0, classes()).mapToObj(String::valueOf).toList();
  }

  /// The input of `example`, row-major, as `Program.predict` takes it.
  default float[] input(int example) {
    DataSet one = subset(example);
    var input = new float[Math.toIntExact(inputShape().size())];
    one.copyInput(0, input, 0);
    return input;
  }

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
    return DataSlice.of(this, from, to);
  }

  /// The first `count` examples.
  default DataSet take(int count) {
    return slice(0, count);
  }

  /// The examples of these numbers, in this order; a number may stand there twice.
  default DataSet subset(int... examples) {
    return new Subset(this, examples);
  }

  /// Divides this set at random in a part to train on and one of `validation · size()` examples to choose settings by.
  default DataSplit split(double validation, long seed) {
    return DataSplit.of(this, validation, seed);
  }

  /// These examples, then those of `next`.
  default DataSet concat(DataSet next) {
    return new Concatenation(this, next);
  }

  /// The same elements under another shape: `[28,28]` reads the rows of a `[1,28,28]` image as 28 channels of a signal.
  default DataSet reshaped(Shape inputShape) {
    return new Reshaped(this, inputShape);
  }

  /// Every image with its pixels in one random order, the same for all images and all sets of this shape and `seed`.
  ///
  /// A pixel is a place in `[C,spatial…]`: its channels stay together. A vector counts as one channel.
  default DataSet permutedPixels(long seed) {
    return new PermutedPixels(this, seed);
  }

  /// Inputs of shape `inputShape` that `function` computes from these, in double.
  default DataSet mapped(Shape inputShape, InputFunction function) {
    return new MappedInputs(this, inputShape, function);
  }

  /// These inputs as targets of themselves, without labels: what an autoencoder trains on, with mean squared error.
  default DataSet reconstructing() {
    return new Reconstruction(this);
  }

  /// This set with names for its classes.
  default DataSet named(List<String> classNames) {
    return new Named(this, classNames);
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
