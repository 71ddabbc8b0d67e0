package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.Trainer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingListener;
import jacquard.api.TrainingRun;
import jacquard.api.cli.option.DataChoice;
import jacquard.api.cli.option.LogRange;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.cli.option.TrainingChoice;
import jacquard.api.look.Picture;
import jacquard.api.look.Plots;
import jacquard.api.report.Epoch;
import jacquard.api.report.Progress;
import jacquard.ir.Interrupted;
import jacquard.ir.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `search NET --data DIR`: looks for a learning rate and a weight decay by the error on a validation set.
@Command(name = "search", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Trains with settings drawn at random, coarse to fine, and lists them by the error on a validation set.")
final class SearchCommand implements Action {
  private static final int TRIALS = 12;
  private static final int ROUNDS = 2;
  private static final int EPOCHS = 2;
  private static final double VALIDATION = 0.1;
  /// The usual rate lies in the middle of the range, one and a half orders of magnitude from either end.
  private static final double REACH = 30;
  private static final String DECAYS = "1e-5,1e-1";

  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + ".")
  private String network = "";

  @Mixin
  private DataChoice data = new DataChoice();

  @Option(names = "--trials", paramLabel = "N", description = "Settings to try, over all rounds. Default: ${DEFAULT-VALUE}.")
  private int trials = TRIALS;

  @Option(names = "--rounds", paramLabel = "R",
      description = "Each round after the first draws around the best so far, from a third of the range. Default: ${DEFAULT-VALUE}.")
  private int rounds = ROUNDS;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set per setting. Default: ${DEFAULT-VALUE}.")
  private int epochs = EPOCHS;

  @Option(names = "--lr", paramLabel = "LOW,HIGH", description = "Learning rates. Default: the optimiser's own, 30 times less to 30 "
      + "times more.")
  private @Nullable String learningRates;

  @Option(names = "--weight-decay", paramLabel = "LOW,HIGH", description = "Weight decays. Default: ${DEFAULT-VALUE}.")
  private String weightDecays = DECAYS;

  @Option(names = "--validation", paramLabel = "FRACTION",
      description = "The part of the training set that settings are compared on. Default: ${DEFAULT-VALUE}.")
  private double validation = VALIDATION;

  @Mixin
  private TrainingChoice training = new TrainingChoice();

  @Option(names = "--plot", paramLabel = "FILE",
      description = "Draw the settings tried as a PNG file: an axis each, and a line for each trial.")
  private @Nullable Path plot;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Model drawn = training.model(network);
    var search = new Search(plan());
    training.options(drawn, 1, 0, epochs);   // a mistake in them shows before data is read
    try (var signals = new Signals()) {
      DataChoice.Sets sets = data.open(drawn, Optional.of(validation), training.seed(), console.err());
      Model model = data.standardized(network, drawn, sets.train());
      search.run((number, round, rate, decay) -> unlessInterrupted(() -> {
        Consumer<TrainerOptions> options = training.options(drawn, rate, decay, epochs)
            .andThen(t -> t.standardize(data.standardizes(network)));
        Optional<Trial> trial = trial(console, signals, model, options, sets).map(e ->
            new Trial(number, round, rate, decay, e.error(), e.loss(), e.seconds()));
        trial.ifPresent(t -> console.err().println(t));
        console.err().flush();
        return trial;
      }));
    }
    report(console, search);
    Path file = plot;
    if (file != null) {
      draw(search).write(file);
    }
    return search.stopped() ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  private Search.Plan plan() {
    double usual = training.optimizer().learningRate;
    String given = learningRates;
    LogRange rates = given == null ? new LogRange(usual / REACH, usual * REACH) : LogRange.parse("--lr", given);
    return new Search.Plan(rates, LogRange.parse("--weight-decay", weightDecays), OptionValues.atLeast(1, "--trials", trials),
        OptionValues.atLeast(1, "--rounds", rounds), training.seed());
  }

  /// What the last epoch measured, NaN where the loss was not finite.
  private record Measured(double error, double loss, double seconds) {}

  /// Empty where training was stopped.
  private Optional<Measured> trial(Console console, Signals signals, Model model, Consumer<TrainerOptions> options, DataChoice.Sets sets) {
    try (StepDisplay display = StepDisplay.of(console)) {
      Trainer trainer = model.trainer(t -> options.accept(t.listener(new TrainingListener() {
        @Override
        public void stepDone(Progress progress) {
          display.step(progress);
        }
      })));
      signals.onStop(trainer::stop);
      TrainingRun run = trainer.fit(sets.train(), sets.validation().orElseThrow());
      if (run.stopped()) {
        return Optional.empty();
      }
      Epoch last = run.lastEpoch();
      return Optional.of(new Measured(last.test().orElseThrow().error().orElse(Double.NaN), last.loss(), last.seconds()));
    } catch (UserError e) {
      if (e.code().equals("train/not-finite")) {
        return Optional.of(new Measured(Double.NaN, Double.NaN, 0));
      }
      throw e;
    }
  }

  /// What `trial` gives, empty where an interrupt meets it anywhere: the trials before are told.
  private static Optional<Trial> unlessInterrupted(Supplier<Optional<Trial>> trial) {
    try {
      return trial.get();
    } catch (Interrupted e) {
      Thread.interrupted();
      return Optional.empty();
    } catch (UserError e) {
      if (Thread.interrupted()) { // which also closes a file that is being read
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The best trial is drawn last, and darkest.
  private static Picture draw(Search search) {
    List<double[]> trials = search.sorted().stream()
        .map(t -> new double[] {t.learningRate(), t.weightDecay(), t.loss(), t.validationError()}).toList();
    return Plots.parallel("Trials, the better the darker", List.of("learning rate", "weight decay", "loss", "validation error"),
        List.of(true, true, true, false), trials);
  }

  private void report(Console console, Search search) {
    List<Trial> sorted = search.sorted();
    if (!json) {
      sorted.forEach(t -> console.out().println(t));
      return;
    }
    var rows = new JsonArray();
    sorted.forEach(t -> rows.add(t.document()));
    var document = new JsonObject();
    document.addProperty("network", network);
    document.add("rows", rows);
    if (search.stopped()) {
      document.addProperty("stopped", true);
    }
    console.document(document);
  }
}
