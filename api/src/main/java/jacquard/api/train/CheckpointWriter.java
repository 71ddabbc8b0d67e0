package jacquard.api.train;

import jacquard.api.run.Uninterrupted;
import jacquard.ir.UserError;
import jacquard.ir.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes checkpoints of a run into a folder, each as a new file with the next number; all but the newest go.
///
/// The first one that cannot be written ends the run: the folder was never usable. Later ones are given up with a warning in the log
/// `jacquard.api`, and tried again when the next is due: a full disk may have room by then.
public final class CheckpointWriter {
  private static final System.Logger LOG = System.getLogger("jacquard.api");
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})\\.safetensors");
  private static final double NANOS_PER_MINUTE = 60e9;

  private final Path folder;
  private final long everySteps;
  private final double everyMinutes;
  private final int kept;
  private final Fingerprint fingerprint;
  private long lastNanos = System.nanoTime();
  private long lastSteps;
  private boolean written;

  /// `everySteps` and `everyMinutes` are 0 where they do not count; if neither does, a checkpoint is due after every epoch.
  public CheckpointWriter(Path folder, long everySteps, double everyMinutes, int kept, Fingerprint fingerprint) {
    this.folder = folder;
    this.everySteps = everySteps;
    this.everyMinutes = everyMinutes;
    this.kept = kept;
    this.fingerprint = fingerprint;
    AtomicFiles.folder(folder);
  }

  /// The checkpoints in `folder` by their numbers.
  ///
  /// Errors   `checkpoint/unreadable`.
  public static SortedMap<Long, Path> in(Path folder) {
    var found = new TreeMap<Long, Path>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && Files.isRegularFile(file)) {
          found.put(Long.valueOf(name.group(1)), file);
        }
      });
    } catch (IOException | UncheckedIOException e) {
      throw UserError.of("checkpoint/unreadable").problem("the folder of checkpoints cannot be read").where("%s", folder).got("%s", e)
          .cause(e).build();
    }
    return found;
  }

  /// The run begins where `steps` steps are done.
  public void begin(long steps) {
    lastSteps = steps;
    lastNanos = System.nanoTime();
  }

  /// Whether a checkpoint is due after a step, the last of its epoch where `ended`.
  public boolean isDue(long steps, boolean ended) {
    if (everySteps == 0 && everyMinutes == 0) {
      return ended;
    }
    return everySteps > 0 && steps - lastSteps >= everySteps
        || everyMinutes > 0 && System.nanoTime() - lastNanos >= everyMinutes * NANOS_PER_MINUTE;
  }

  /// Whether nothing was done since the last one.
  public boolean isCurrent(long steps) {
    return steps == lastSteps;
  }

  /// Writes the state that `state` gives. An interrupt is kept for afterwards.
  public void write(Supplier<TrainingState> state) {
    TrainingState now = state.get();
    lastSteps = now.steps();
    try {
      Uninterrupted.write(() -> writeOnce(now));
      written = true;
    } catch (UserError e) {
      if (!written) {
        throw e;
      }
      LOG.log(System.Logger.Level.WARNING, "training goes on without this checkpoint: " + e.getMessage());
    }
    lastNanos = System.nanoTime();
  }

  private void writeOnce(TrainingState state) {
    SortedMap<Long, Path> there = in(folder);
    long number = there.isEmpty() ? 1 : there.lastKey() + 1;
    CheckpointFile.write(folder.resolve(String.format(Locale.ROOT, "checkpoint-%06d.safetensors", number)), state, fingerprint);
    List<Path> old = List.copyOf(there.values());
    for (Path file : old.subList(0, Math.max(0, old.size() + 1 - kept))) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "an old checkpoint stays: " + e);
      }
    }
  }

  /// The newest checkpoint in `folder`.
  public static Optional<Path> newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    SortedMap<Long, Path> there = in(folder);
    return Optional.ofNullable(there.isEmpty() ? null : there.lastEntry()).map(Map.Entry::getValue);
  }
}
