package jacquard.api.cli;

import jacquard.api.Epoch;
import jacquard.api.Model;
import jacquard.api.Progress;
import jacquard.api.Trainer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.data.DataSet;
import jacquard.ir.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Trains on the console: shows progress, writes a line and saves the model after each epoch, stops on a signal.
///
/// A signal, or an interrupt of the calling thread, ends the run after the step under way. What is reported and saved is always
/// of a finished epoch.
final class TrainingSession {
  /// `model` is that after the last finished epoch, empty before the first.
  record Outcome(List<Epoch> epochs, List<Double> validationErrors, Optional<Model> model, boolean stopped) {
    /// The error on the validation set after an epoch, where there is such a set.
    Optional<Double> validationError(Epoch epoch) {
      return validationErrors.isEmpty() ? Optional.empty() : Optional.of(validationErrors.get(epoch.number() - 1));
    }
  }

  private final Console console;
  private final PrintWriter log;
  private final Signals signals;
  private final Optional<Path> saved;
  private final Optional<DataSet> validation;
  private final List<Double> validationErrors = new ArrayList<>();
  private Optional<Model> last = Optional.empty();

  /// Epochs are written to `log`; models to `saved`, where there is one; their error on `validation` is measured too.
  TrainingSession(Console console, PrintWriter log, Signals signals, Optional<Path> saved, Optional<DataSet> validation) {
    this.console = console;
    this.log = log;
    this.signals = signals;
    this.saved = saved;
    this.validation = validation;
  }

  Outcome train(Model model, Consumer<TrainerOptions> options, DataSet train, DataSet test) {
    try (StepDisplay display = StepDisplay.of(console)) {
      Trainer trainer = model.trainer(t -> options.accept(t.listener(listener(display))));
      signals.onStop(trainer::stop);
      TrainingRun run = trainer.fit(train, test);
      return new Outcome(run.epochs(), validationErrors, last, run.stopped());
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
        save(model);
        last = Optional.of(model);
        validation.ifPresent(v -> validationErrors.add(model.errorRate(v)));
        log.println(line(epoch, epochs) + validation.map(v -> validationText()).orElse(""));
        log.flush();
      }
    };
  }

  /// An interrupt breaks a file being written; the file is then written again, and the interrupt kept for the trainer.
  private void save(Model model) {
    saved.ifPresent(file -> {
      boolean interrupted = Thread.interrupted();
      try {
        model.save(file);
      } catch (UserError e) {
        if (!Thread.interrupted()) {
          throw e;
        }
        interrupted = true;
        model.save(file);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private String validationText() {
    return String.format(Locale.ROOT, "   validation error %5.2f %%", 100 * validationErrors.getLast());
  }

  /// `epoch  1/10   loss 0.3124   train error  9.12 %   test error  3.01 %     2.1 s   24,312 images/s`.
  private static String line(Epoch e, int epochs) {
    int digits = String.valueOf(epochs).length();
    String format = "epoch %" + digits + "d/%d   loss %s   train error %5.2f %%   test error %5.2f %%"
        + "   %6.1f s   %,8.0f images/s";
    return String.format(Locale.ROOT, format, e.number(), epochs, StepDisplay.loss(e.loss()), 100 * e.trainError(),
        100 * e.testError(), e.seconds(), e.imagesPerSecond());
  }
}
