package jacquard.api;

import jacquard.api.check.Check;

/// When a run ends before its last epoch: after `patience` epochs in a row in which the validation set did not improve.
///
///     improved  ⇔  value < best − minDelta
///
/// where `value` is the validation error, or the loss with `byLoss` and where there are no labels.
/// Source: Prechelt 1998, "Early stopping - but when?", section 2.1, the class UP with strip length 1.
/// Errors   `train/option`; in training `train/validation` where there is no validation set.
public record EarlyStopping(int patience, double minDelta, boolean byLoss) {
  public EarlyStopping {
    Check.atLeast(1, "patience", patience);
    Check.rate("minDelta", minDelta);
  }

  /// By the error, of which any improvement counts.
  public static EarlyStopping patience(int epochs) {
    return new EarlyStopping(epochs, 0, false);
  }

  public EarlyStopping minDelta(double least) {
    return new EarlyStopping(patience, least, byLoss);
  }

  /// By the loss instead of the error.
  public EarlyStopping byLoss(boolean used) {
    return new EarlyStopping(patience, minDelta, used);
  }
}
