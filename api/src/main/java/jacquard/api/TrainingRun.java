package jacquard.api;

import java.util.List;

/// What training gave: the trained model, and a row per finished epoch.
///
/// `stopped` says that the run ended early, by [Trainer#stop()] or by interrupting its thread; the model then holds the parameters
/// after the last finished step.
///
/// ```kotlin
/// val (model, epochs) = trainer.fit(train, test)
/// ```
public record TrainingRun(Model model, List<Epoch> epochs, boolean stopped) {
  public TrainingRun {
    epochs = List.copyOf(epochs);
  }

  /// The row of the last finished epoch.
  public Epoch lastEpoch() {
    return epochs.getLast();
  }

  public Model component1() {
    return model;
  }

  public List<Epoch> component2() {
    return epochs;
  }
}
