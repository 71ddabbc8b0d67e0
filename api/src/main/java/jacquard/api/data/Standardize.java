package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Shifts and scales inputs so that a training set has mean 0 and variance 1: one mean and one deviation over all its elements.
///
///     y = (x - mean) / deviation
///
/// Shapes   unchanged.
/// Numerics mean and deviation are summed in double, example by example and element by element; a set whose elements are all
///          equal has deviation 1. In f32, y = (x - (float) mean) · (float) (1 / deviation).
/// Errors   `data/empty`, `data/not-finite`
///
/// ```java
/// Standardize standardize = Standardize.of(train);
/// DataSet ready = standardize.apply(test);            // with the mean and deviation of train
/// ```
public record Standardize(double mean, double deviation) {
  /// The mean and deviation of `train`.
  public static Standardize of(DataSet train) {
    int width = Math.toIntExact(train.inputShape().size());
    double elements = (double) train.size() * width;
    if (elements == 0) {
      throw UserError.of("data/empty").problem("there are no examples to standardise by").at(Loc.ofCaller())
          .got("%d examples of shape %s", train.size(), train.inputShape()).expected("at least one example").build();
    }
    double mean = sum(train, width, 0, false) / elements;
    double variance = sum(train, width, mean, true) / elements;
    return new Standardize(mean, variance == 0 ? 1 : Math.sqrt(variance));
  }

  private static double sum(DataSet data, int width, double center, boolean squared) {
    var row = new double[width];
    double total = 0;
    for (int example = 0; example < data.size(); example++) {
      data.copyInput(example, row, 0);
      double sum = 0;
      for (double x : row) {
        double distance = x - center;
        sum += squared ? distance * distance : distance;
      }
      if (!Double.isFinite(sum)) {
        throw notFinite(example, row);
      }
      total += sum;
    }
    return total;
  }

  private static UserError notFinite(int example, double[] row) {
    int element = 0;
    while (element < row.length - 1 && Double.isFinite(row[element])) {
      element++;
    }
    return UserError.of("data/not-finite").problem("an input is not a finite number").at(Loc.ofCaller())
        .got("example %d, element %d = %s", example, element, row[element]).expected("finite inputs")
        .fix("remove or replace this example").build();
  }

  /// `data` with standardised inputs, computed as they are copied; labels and targets are unchanged.
  public DataSet apply(DataSet data) {
    return new Standardized(data, this);
  }

  private record Standardized(DataSet data, Standardize by) implements DataSet {
    @Override
    public int size() {
      return data.size();
    }

    @Override
    public Shape inputShape() {
      return data.inputShape();
    }

    @Override
    public int classes() {
      return data.classes();
    }

    @Override
    public int label(int example) {
      return data.label(example);
    }

    @Override
    public Shape targetShape() {
      return data.targetShape();
    }

    @Override
    public void copyInput(int example, float[] into, int offset) {
      data.copyInput(example, into, offset);
      float mean = (float) by.mean;
      float scale = (float) (1 / by.deviation);
      int end = offset + Math.toIntExact(inputShape().size());
      for (int i = offset; i < end; i++) {
        into[i] = (into[i] - mean) * scale;
      }
    }

    @Override
    public void copyInput(int example, double[] into, int offset) {
      data.copyInput(example, into, offset);
      int end = offset + Math.toIntExact(inputShape().size());
      for (int i = offset; i < end; i++) {
        into[i] = (into[i] - by.mean) / by.deviation;
      }
    }

    @Override
    public void copyTarget(int example, float[] into, int offset) {
      data.copyTarget(example, into, offset);
    }

    @Override
    public void copyTarget(int example, double[] into, int offset) {
      data.copyTarget(example, into, offset);
    }
  }
}
