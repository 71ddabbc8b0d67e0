package jacquard.api;

/// One pass over the training set.
///
/// Units    `number` counts from 1. `loss` is the mean over all examples, each at the step that used it, and so is `trainError`.
///          Errors are fractions in [0, 1]; `testError` is of the parameters at the end, NaN where nothing was tested on or there are
///          no labels. `seconds` and `imagesPerSecond` are of training, testing left out.
public record Epoch(int number, double loss, double trainError, double testError, double seconds, double imagesPerSecond) {
  public double component1() {
    return loss;
  }

  public double component2() {
    return trainError;
  }

  public double component3() {
    return testError;
  }
}
