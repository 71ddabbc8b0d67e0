package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.train.CheckpointWriter;
import jacquard.api.train.Fingerprint;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.Optional;

/// How a run's states are kept in a folder, so that one that was interrupted goes on: parameters, statistics, optimiser slots, the place
/// within the epoch and all else that its further bits depend on, in one safetensors file each.
///
/// Written every so many steps or minutes, whichever comes first, or after every epoch where neither is said, and where a run is stopped.
/// Files are whole or absent; the newest `keep` stay. Immutable: methods return changed copies.
/// Errors   `train/option`; in training `file/no-directory` and others of writing.
///
/// ```java
/// var checkpoints = Checkpoints.in(Path.of("run1")).everyMinutes(10);
/// TrainingRun run = net.trainer(t -> t.checkpoints(checkpoints)).fit(train, test);                                 // interrupted
/// TrainingRun rest = net.trainer(t -> t.checkpoints(checkpoints)).resume(Path.of("run1")).fit(train, test);
/// ```
public record Checkpoints(Path folder, long everySteps, double everyMinutes, int keep) {
  private static final String FOLDER = "the folder";
  private static final int KEPT = 3;

  public Checkpoints {
    Check.given(FOLDER, folder);
    Check.atLeast(1, "keep", keep);
    if (everySteps < 0 || !(everyMinutes >= 0 && everyMinutes < Double.POSITIVE_INFINITY)) {
      throw UserError.of("train/option").problem("checkpoints cannot be written as often as this").at(Loc.ofCaller())
          .got("everySteps = %d, everyMinutes = %s", everySteps, everyMinutes).expected("positive numbers, or 0 for never").build();
    }
  }

  /// One after every epoch in `folder`, which is made where it is not there; the newest 3 are kept.
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, 0, KEPT);
  }

  /// One every `steps` steps.
  public Checkpoints everySteps(long steps) {
    return new Checkpoints(folder, steps, everyMinutes, keep);
  }

  /// One after the first step that ends `minutes` minutes after the last one.
  public Checkpoints everyMinutes(double minutes) {
    return new Checkpoints(folder, everySteps, minutes, keep);
  }

  /// Keeps the newest `files`.
  public Checkpoints keep(int files) {
    return new Checkpoints(folder, everySteps, everyMinutes, files);
  }

  /// The newest checkpoint in `folder`.
  public static Optional<Path> newest(Path folder) {
    return CheckpointWriter.newest(Check.given(FOLDER, folder));
  }

  CheckpointWriter writer(Fingerprint fingerprint) {
    return new CheckpointWriter(folder, everySteps, everyMinutes, keep, fingerprint);
  }
}
