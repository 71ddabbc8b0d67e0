package jacquard.api.data;

import jacquard.ir.DType;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Shifts and scales inputs by numbers taken from a training set.
///
///     y = (x - mean) / deviation
///
/// | made by | mean | deviation |
/// | --- | --- | --- |
/// | `of` | one over all elements | one over all elements |
/// | `perChannel` | one for each channel | one for each channel |
/// | `meanImage` | one for each element: the mean image | 1 |
///
/// Shapes   unchanged. Mean and deviation are f64 of shape `[]`, or the input's extents followed by ones: `[C,1,1]`, `[C,H,W]`.
/// Numerics mean and deviation are summed in double, example by example and element by element, over distances to the first element, so
///          that a large mean costs no digits; where all elements are equal the mean is that element and the deviation is 1, exactly.
///          In f32, y = (x - (float) mean) · (float) (1 / deviation).
/// Errors   `data/empty`, `data/not-finite`, `data/standardization`
/// Source   `perChannel`, `meanImage`: the lecture notes on preprocessing; Krizhevsky, Sutskever, Hinton 2012, section 2
///
/// ```java
/// Standardize standardize = Standardize.of(train);
/// DataSet ready = standardize.standardized(test);     // with the mean and deviation of train
/// Model model = net.withStandardization(Standardize.meanImage(train));
/// ```
public record Standardize(NdArray mean, NdArray deviation) {
  private static final String TRAIN = "the training set";

  public Standardize {
    requireNumbers("mean", mean, -Double.MAX_VALUE);
    requireNumbers("deviation", deviation, Double.MIN_VALUE);
  }

  /// One mean and one deviation.
  public Standardize(double mean, double deviation) {
    this(NdArray.of(Shape.SCALAR, mean), NdArray.of(Shape.SCALAR, deviation));
  }

  /// One mean and one deviation over all elements of `train`.
  public static Standardize of(DataSet train) {
    return of(UserError.given(TRAIN, train), Shape.SCALAR);
  }

  /// A mean and a deviation for each channel of `train`.
  public static Standardize perChannel(DataSet train) {
    Shape shape = UserError.given(TRAIN, train).inputShape();
    int rank = shape.rank();
    for (int axis = 1; axis < rank; axis++) {
      shape = shape.with(axis, 1);
    }
    return of(train, shape);
  }

  /// Subtracts the mean of all inputs, element by element, and scales nothing.
  public static Standardize meanImage(DataSet train) {
    return new Standardize(DataStatistics.of(train, UserError.given(TRAIN, train).inputShape()).mean(), NdArray.of(Shape.SCALAR, 1.0));
  }

  private static Standardize of(DataSet train, Shape shape) {
    DataStatistics statistics = DataStatistics.of(train, shape);
    return new Standardize(statistics.mean(), statistics.deviation());
  }

  private static void requireNumbers(String what, NdArray values, double least) {
    boolean usable = UserError.given("the array of the " + what, values).dtype() == DType.F64 && values.size() > 0;
    for (int i = 0; usable && i < values.size(); i++) {
      usable = Double.isFinite(values.get(i)) && values.get(i) >= least;
    }
    if (!usable) {
      throw UserError.of("data/standardization").problem("inputs cannot be standardised by this %s", what).at(Loc.ofCaller())
          .got("%s", values).expected("finite numbers in f64, deviations above 0").build();
    }
  }

  /// Requires that mean and deviation go with inputs of shape `input`.
  public Standardize requireInput(Shape input) {
    UserError.given("the shape", input);
    for (NdArray values : new NdArray[] {mean, deviation}) {
      if (!covers(values.shape(), input)) {
        throw UserError.of("data/standardization").problem("mean or deviation do not go with these inputs").at(Loc.ofCaller())
            .got("mean %s, deviation %s, inputs %s", mean.shape(), deviation.shape(), input)
            .expected("[], or the extents of %s with ones from some dimension on", input)
            .fix("take both from a training set of this shape").build();
      }
    }
    return this;
  }

  /// Whether `shape` is `[]`, or that of `input` with ones from some dimension on.
  private static boolean covers(Shape shape, Shape input) {
    if (shape.rank() == 0) {
      return true;
    }
    int axis = 0;
    while (axis < Math.min(shape.rank(), input.rank()) && shape.dim(axis).equals(input.dim(axis))) {
      axis++;
    }
    return shape.rank() == input.rank() && shape.slice(axis, shape.rank()).size() == 1;
  }

  /// `1 / deviation`.
  public NdArray scale() {
    NdArray scale = NdArray.zeros(deviation.type());
    for (int i = 0; i < scale.size(); i++) {
      scale.set(i, 1 / deviation.get(i));
    }
    return scale;
  }

  /// `data` with standardised inputs, computed as they are copied; labels and targets are unchanged.
  public DataSet standardized(DataSet data) {
    return new Standardized(data, requireInput(UserError.given("the data set", data).inputShape()));
  }
}
