package jacquard.api;

import jacquard.api.data.DataSet;
import jacquard.api.report.Detail;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.StepValues;
import java.util.Optional;
import java.util.Set;

/// Told how training goes, on the training thread; what it does is part of the run's time.
public interface TrainingListener {
  /// What a run is about: the model as it starts, its examples, and how it goes over them.
  record Start(Model model, DataSet train, Optional<DataSet> validation, Optional<DataSet> test, int epochs, int stepsPerEpoch,
      int batch) {}

  /// What the run is to measure for this listener beside losses and errors; asked once, before the run is compiled.
  default Set<Detail> details() {
    return Set.of();
  }

  /// Before the first step.
  default void runStarted(Start run) {}

  /// After every step.
  default void stepDone(Progress progress) {}

  /// After every step, for listeners with [Detail#GRADIENTS]; `values` may be read until this returns.
  default void stepDone(Progress progress, StepValues values) {}

  /// After every epoch; `model` holds the parameters reached, ready to save.
  default void epochDone(Epoch epoch, Model model) {}

  /// After the last step, also of a run that was stopped.
  default void runEnded(TrainingRun run) {}

  /// When the run ends in an error, which is then thrown.
  default void runFailed(Throwable cause) {}
}
