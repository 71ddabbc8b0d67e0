package jacquard.api.report;

/// Where training stands within an epoch: `epoch` and `step` count from 1; loss and error are means over the epoch so far.
///
/// Units    `error` is the fraction of examples whose largest output is not their label's, NaN without labels.
public record Progress(int epoch, int epochs, int step, int steps, double loss, double error, double imagesPerSecond) {}
