package jacquard.api.cli.option;

import jacquard.api.Checkpoints;
import jacquard.ir.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of runs that are to go on after an interruption.
public final class CheckpointChoice {
  @Option(names = "--resume", description = "Go on from the newest checkpoint in the folder of --out, to the same parameters as without "
      + "the interruption; from the beginning where there is none. Writes checkpoints too.")
  private boolean resume;

  @Option(names = "--checkpoint-steps", paramLabel = "N", description = "Write a checkpoint into the folder of --out every N steps. With "
      + "--resume alone, after every epoch.")
  private @Nullable Integer steps;

  @Option(names = "--checkpoint-minutes", paramLabel = "M", description = "Write a checkpoint every M minutes.")
  private @Nullable Double minutes;

  /// What is written during the run, if anything is.
  public Optional<Checkpoints> written(Optional<Path> out) {
    if (!resume && steps == null && minutes == null) {
      return Optional.empty();
    }
    Path folder = out.orElseThrow(() -> UserError.of("option/value").problem("there is no folder for checkpoints")
        .where("%s", resume ? "--resume" : steps != null ? "--checkpoint-steps" : "--checkpoint-minutes").expected("--out DIR").build());
    Checkpoints checkpoints = Checkpoints.in(folder);
    if (steps != null) {
      checkpoints = checkpoints.everySteps(OptionValues.atLeast(1, "--checkpoint-steps", steps));
    }
    return Optional.of(minutes == null ? checkpoints : checkpoints.everyMinutes(OptionValues.positive("--checkpoint-minutes", minutes)));
  }

  /// The checkpoint to go on from; `log` is told.
  public Optional<Path> resumed(Optional<Path> out, PrintWriter log) {
    if (!resume) {
      return Optional.empty();
    }
    Path folder = written(out).orElseThrow().folder();
    Optional<Path> newest = Checkpoints.newest(folder);
    log.println(newest.map(file -> "going on from " + file).orElse("no checkpoint in " + folder + ": from the beginning"));
    return newest;
  }
}
