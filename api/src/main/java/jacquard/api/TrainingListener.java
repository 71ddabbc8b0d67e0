package jacquard.api;

import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;

/// Told how training goes, on the training thread; what it does is part of the run's time.
public interface TrainingListener {
  /// After every step.
  default void stepDone(Progress progress) {}

  /// After every epoch; `model` holds the parameters reached, ready to save.
  default void epochDone(Epoch epoch, Model model) {}
}
