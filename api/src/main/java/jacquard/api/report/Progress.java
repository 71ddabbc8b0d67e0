package jacquard.api.report;

import java.util.Locale;

/// Where training stands within an epoch: `epoch` and `step` count from 1; loss and error are means over the epoch so far.
///
/// Units    `error` is the fraction of examples whose largest output is not their label's, NaN without labels.
public record Progress(int epoch, int epochs, int step, int steps, double loss, double error, double imagesPerSecond) {
  /// `epoch 1/10, step 3/100: loss 0.25, error 12.50 %, 2000 images/s`; an error that was not measured is left out.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "epoch %d/%d, step %d/%d: %s, %.0f images/s", epoch, epochs, step, steps, new Score(loss, error),
        imagesPerSecond);
  }
}
