package jacquard.api.report;

/// One pass over the training set.
///
/// Units    `number` counts from 1. `loss` is the mean over all examples, each at the step that used it, penalties included, by their
///          classes' weights where the loss has them; `trainError` is the mean of the same steps. Errors are fractions in [0, 1]; `test` and `validation` are of the parameters at the end. What was not
///          measured is NaN: without a test or validation set, errors without labels. `seconds` and `imagesPerSecond` are of
///          training, testing left out.
public record Epoch(int number, double loss, double trainError, Score test, Score validation, double seconds, double imagesPerSecond) {
  public double testError() {
    return test.error();
  }

  public double component1() {
    return loss;
  }

  public double component2() {
    return trainError;
  }

  public double component3() {
    return testError();
  }
}
