package jacquard.api.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One pass over the training set.
///
/// Units    `number` counts from 1. `loss` is the mean over all examples, each at the step that used it, penalties included, by their
///          classes' weights where the loss has them; `trainError` is the mean of the same steps. Errors are fractions in [0, 1]; `test`
///          and `validation` are of the parameters at the end. What was not measured is NaN: without a test or validation set, errors
///          without labels. `seconds` and `imagesPerSecond` are of training, testing left out.
public record Epoch(int number, double loss, double trainError, Score test, Score validation, double seconds, double imagesPerSecond) {
  /// Without what was not measured: `epoch 2: loss 0.25, train error 12.50 %, test loss 0.5, error 20.00 %, 1.5 s, 2000 images/s`.
  @Override
  public String toString() {
    var parts = new ArrayList<>(List.of("loss " + loss));
    if (!Double.isNaN(trainError)) {
      parts.add(String.format(Locale.ROOT, "train error %.2f %%", 100 * trainError));
    }
    if (!validation.equals(Score.NONE)) {
      parts.add("validation " + validation);
    }
    if (!test.equals(Score.NONE)) {
      parts.add("test " + test);
    }
    parts.add(String.format(Locale.ROOT, "%.1f s, %.0f images/s", seconds, imagesPerSecond));
    return "epoch " + number + ": " + String.join(", ", parts);
  }

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
