package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.Trainer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.data.DataSet;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.api.report.Score;
import jacquard.ir.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/// Trains on the console: shows progress, writes a line and saves the model after each epoch, stops on a signal.
///
/// A signal, or an interrupt of the calling thread, ends the run after the step under way. What is reported and saved is always
/// of a finished epoch. Where a model cannot be saved, the run goes on, and saving is tried again after the next epoch and in the end: a
/// full disk may have room by then, and hours of training are not lost to it.
final class TrainingSession {
  /// `model` is that after the last finished epoch, empty before the first.
  record Outcome(List<Epoch> epochs, Optional<Model> model, boolean stopped) {}

  private final Console console;
  private final PrintWriter log;
  private final Signals signals;
  private final Optional<Path> saved;
  private Optional<Model> last = Optional.empty();
  /// Whether [#last] is not in the file it belongs into.
  private boolean unsaved;

  /// Epochs are written to `log`; models to `saved`, where there is one.
  TrainingSession(Console console, PrintWriter log, Signals signals, Optional<Path> saved) {
    this.console = console;
    this.log = log;
    this.signals = signals;
    this.saved = saved;
  }

  /// Trains from the start, or on from the checkpoint `from`.
  ///
  /// Errors: those of training; of [Model#save], where the last model cannot be saved in the end either.
  Outcome train(Model model, Consumer<TrainerOptions> options, Optional<Path> from, DataSet train, DataSet test) {
    try (StepDisplay display = StepDisplay.of(console)) {
      Trainer fresh = model.trainer(t -> options.accept(t.listener(listener(display))));
      Trainer trainer = from.map(fresh::resume).orElse(fresh);
      signals.onStop(trainer::stop);
      TrainingRun run = trainer.fit(train, test);
      if (from.isPresent() && last.isEmpty() && !run.stopped()) {
        // Every epoch had been finished before.
        last = Optional.of(run.model());
        unsaved = true;
      }
      if (unsaved) {
        saved.ifPresent(last.orElseThrow()::save);
      }
      return new Outcome(run.epochs(), last, run.stopped());
    }
  }

  private void save(Model model, Path file) {
    try {
      unsaved = true;
      model.save(file);
      unsaved = false;
    } catch (UserError e) {
      console.err()
          .println(e.extended("then", "training goes on; saving is tried again after the next epoch, and in the end").getMessage());
      console.err().flush();
    }
  }

  private TrainingListener listener(StepDisplay display) {
    return new TrainingListener() {
      private int epochs;

      @Override
      public void stepDone(Progress progress) {
        epochs = progress.epochs();
        display.step(progress);
      }

      @Override
      public void epochDone(Epoch epoch, Model model) {
        last = Optional.of(model);
        saved.ifPresent(file -> save(model, file));
        log.println(line(epoch, epochs));
        log.flush();
      }
    };
  }

  /// `epoch  1/10   loss 0.3124   train error  9.12 %   [validation error  3.20 %]   test error  3.01 %     2.1 s   24,312 images/s`;
  /// without labels `epoch  1/10   loss 0.0312   [validation loss 0.0301]   test loss 0.0299     2.1 s   24,312 images/s`.
  private static String line(Epoch e, int epochs) {
    int digits = String.valueOf(epochs).length();
    OptionalDouble error = e.training().error();
    String trained = error.isPresent() ? String.format(Locale.ROOT, "   train error %5.2f %%", 100 * error.getAsDouble()) : "";
    return String.format(Locale.ROOT, "epoch %" + digits + "d/%d   loss %s%s%s%s   %6.1f s   %,8.0f images/s", e.number(), epochs,
        StepDisplay.loss(e.loss()), trained, figure("validation", e.validation()), figure("test", e.test()), e.seconds(),
        e.imagesPerSecond());
  }

  private static String figure(String set, Optional<Score> score) {
    return score.map(s -> s.error().isPresent() ? String.format(Locale.ROOT, "   %s error %5.2f %%", set, 100 * s.error().getAsDouble())
        : String.format(Locale.ROOT, "   %s loss %s", set, StepDisplay.loss(s.loss()))).orElse("");
  }
}
