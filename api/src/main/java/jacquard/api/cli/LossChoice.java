package jacquard.api.cli;

import jacquard.api.Loss;

/// Losses as `--loss` names them.
enum LossChoice {
  CROSS_ENTROPY(Loss.crossEntropy()), NLL(Loss.nll()), MSE(Loss.meanSquaredError()), MAE(Loss.meanAbsoluteError()),
  BCE(Loss.binaryCrossEntropy()), BCE_LOGITS(Loss.binaryCrossEntropyWithLogits());

  final Loss loss;

  LossChoice(Loss loss) {
    this.loss = loss;
  }
}
