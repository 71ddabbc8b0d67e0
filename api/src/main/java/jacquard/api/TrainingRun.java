package jacquard.api;

import jacquard.api.report.Epoch;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.List;

/// What training gave: the trained model, and a row per finished epoch.
///
/// With a validation set whose best epoch is kept, `model` holds the parameters of epoch `bestEpoch`; `bestEpoch` is 0 where
/// none was kept, and `model` then holds the parameters after the last finished step.
/// `stopped` says that the run was ended by [Trainer#stop()] or by interrupting its thread; a run that ended by
/// [EarlyStopping] only has fewer epochs.
///
/// ```kotlin
/// val (model, epochs) = trainer.fit(train, test)
/// ```
public record TrainingRun(Model model, List<Epoch> epochs, int bestEpoch, boolean stopped) {
  public TrainingRun {
    epochs = List.copyOf(epochs);
  }

  /// The row of the last finished epoch.
  ///
  /// Errors: `train/no-epoch` where the run was stopped before the first one ended.
  public Epoch lastEpoch() {
    if (epochs.isEmpty()) {
      throw UserError.of("train/no-epoch").problem("no epoch of this run was finished").at(Loc.ofCaller())
          .got("%s", stopped ? "a run that was stopped in its first epoch" : "a run without epochs").expected("at least one finished epoch")
          .fix("ask epochs().isEmpty() first").build();
    }
    return epochs.getLast();
  }

  public Model component1() {
    return model;
  }

  public List<Epoch> component2() {
    return epochs;
  }
}
