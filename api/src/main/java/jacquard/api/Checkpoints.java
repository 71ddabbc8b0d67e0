package jacquard.api;

import jacquard.api.check.Check;
import jacquard.api.data.Augmentation;
import jacquard.api.data.DataSet;
import jacquard.api.shard.Sharding;
import jacquard.api.train.CheckpointFile;
import jacquard.api.train.CheckpointWriter;
import jacquard.api.train.Continuation;
import jacquard.api.train.Fingerprint;
import jacquard.api.train.Pace;
import jacquard.ir.Loc;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.State;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /// What a run with `options` from `start` writes, and goes on from.
  ///
  /// Errors   `checkpoint/options`, where `from` is of a run with others.
  static Continuation of(TrainerOptions options, Model start, DataSet train, Optional<DataSet> validation, Optional<CheckpointFile> from) {
    Checkpoints written = options.checkpoints;
    if (written == null && from.isEmpty()) {
      return Continuation.NONE;
    }
    Graph training = start.graphs().training(options.step());
    var pace = new Pace(options.chosenLearningRate()::at, options.batch, options.epochs, options.seed);
    // Those that decide bits and stand neither in the training graph nor in the pace.
    Map<String, String> more = Map.of("augmentation", options.augmentation.map(Augmentation::toString).orElse("none"),
        "validation set", validation.map(Fingerprint::data).orElse("none"),
        "early stopping", options.earlyStopping == null ? "none" : options.earlyStopping.toString(),
        "keep best", String.valueOf(options.keepsBest()), "shards", options.sharding.map(Sharding::toString).orElse("none"));
    Fingerprint fingerprint = Fingerprint.of(training, pace, train, more);
    from.ifPresent(f -> f.requireSame(fingerprint));
    Graph stateful = options.sharding.isPresent() ? start.graphs().update(options.step()) : training;
    var states = new LinkedHashMap<String, TensorType>();
    stateful.states().forEach(n -> states.put(((State) n.op()).name(), n.type()));
    return new Continuation(states, from, Optional.ofNullable(written)
        .map(w -> new CheckpointWriter(w.folder, w.everySteps, w.everyMinutes, w.keep, fingerprint)));
  }
}
