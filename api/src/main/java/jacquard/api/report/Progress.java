package jacquard.api.report;

import java.util.Locale;
import java.util.OptionalDouble;

/// Where training stands within an epoch: `epoch` and `step` count from 1; loss and error are means over the epoch so far.
///
/// Units    `error` is the fraction of examples whose largest output is not their label's, where there are labels. `stepLoss` is the loss
///          of this step's examples before it, penalties included; `learningRate` the rate of this step.
public record Progress(int epoch, int epochs, int step, int steps, double loss, OptionalDouble error, double imagesPerSecond,
    double stepLoss, double learningRate) {
  /// The number of this step in the run, from 1.
  public long stepOfRun() {
    return (epoch - 1L) * steps + step;
  }

  /// `epoch 1/10, step 3/100: loss 0.25, error 12.50 %, 2,000 images/s`; an error that was not measured is left out.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "epoch %d/%d, step %d/%d: %s, %s", epoch, epochs, step, steps, new Score(loss, error),
        Figures.speed(imagesPerSecond));
  }
}
