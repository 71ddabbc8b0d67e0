package jacquard.api.watch;

import jacquard.api.TrainingListener;
import jacquard.api.check.Check;
import java.io.PrintStream;
import java.nio.file.Path;

/// Listeners for [jacquard.api.TrainerOptions#listener].
///
/// Files are begun anew by each run. What cannot be written when a run starts is refused; what fails later, as on a full disk, is logged
/// and left out, and the run goes on.
/// Errors   `file/no-directory`, `file/unwritable`, when the run starts
///
/// ```java
/// Trainer trainer = net.trainer(t -> t.listener(Listeners.progress()).listener(Listeners.report(Path.of("run"))));
/// ```
public final class Listeners {
  private Listeners() {}

  /// A bar on standard error for the epoch under way, and a line for each that is done; without a terminal, a line every ten seconds in
  /// place of the bar.
  public static TrainingListener progress() {
    return ProgressListener.ofProcess();
  }

  /// As the method above, in lines alone, printed to `out`.
  public static TrainingListener progress(PrintStream out) {
    return new ProgressListener(Check.given("the stream to print to", out), false);
  }

  /// A row for each epoch in a file of comma-separated values; what was not measured is empty.
  public static TrainingListener csv(Path file) {
    return new CsvListener(Check.given("the file", file));
  }

  /// An event file in `folder`, which is made where it does not exist: losses, errors and the rate at each step, measures, histograms of
  /// weights and gradients and pictures of the first filters at each epoch. `tensorboard --logdir FOLDER` shows it.
  ///
  /// Gradients are kept for it, see [jacquard.api.report.Detail#GRADIENTS].
  public static TrainingListener tensorBoard(Path folder) {
    return new TensorBoardListener(Check.given("the folder", folder));
  }

  /// A page `report.html` in `folder`, which is made where it does not exist. Opened in a browser, it follows the run: losses, errors,
  /// rate, speed, gradients and dead units by layer, measures by class, and the examples the network gets wrong.
  ///
  /// The page is written every few seconds, as often as a hundredth of the run's time allow, and in the end; so it is whole whenever the
  /// run is killed. Gradients are kept for it, see [jacquard.api.report.Detail#GRADIENTS].
  public static TrainingListener report(Path folder) {
    return new ReportListener(Check.given("the folder", folder));
  }
}
