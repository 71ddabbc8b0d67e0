package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.api.Model;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingDefaults;
import jacquard.api.cli.option.CheckpointChoice;
import jacquard.api.cli.option.DataChoice;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.api.cli.option.OptimizerChoice;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.cli.option.TrainingChoice;
import jacquard.api.data.DataSet;
import jacquard.api.report.Epoch;
import jacquard.api.report.Score;
import jacquard.api.watch.Listeners;
import jacquard.ir.io.AtomicFiles;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `train NET --data DIR`: trains a network and tests it after every epoch.
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Trains a network on images and tests it after every epoch.")
final class TrainCommand implements Action {
  @Parameters(paramLabel = "NET", description = NetworkChoice.MEANT + ".")
  private String network = "";

  @Mixin
  private DataChoice data = new DataChoice();

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set. Default: ${DEFAULT-VALUE}.")
  private int epochs = TrainingDefaults.EPOCHS;

  @Mixin
  private TrainingChoice training = new TrainingChoice();

  @Option(names = "--lr", paramLabel = "RATE",
      completionCandidates = OptimizerChoice.Rates.class,
      description = "The largest learning rate of the run's one cycle. Default: ${COMPLETION-CANDIDATES}.")
  private @Nullable Double learningRate;

  @Option(names = "--weight-decay", paramLabel = "DECAY", completionCandidates = OptimizerChoice.Decays.class,
      description = "Default: ${COMPLETION-CANDIDATES}, else 0.")
  private @Nullable Double weightDecay;

  @Option(names = "--validation", paramLabel = "FRACTION",
      description = "Put this part of the training set aside and report the error on it after every epoch.")
  private @Nullable Double validation;

  @Option(names = "--top-k", paramLabel = "K",
      description = "In the end, report how often the label is not among the K largest outputs.")
  private @Nullable Integer topK;

  @Option(names = "--out", paramLabel = "DIR", description = "Save the parameters there as NET.safetensors after every epoch; of an "
      + "ONNX file, under its name without folder and ending.")
  private @Nullable Path out;

  @Option(names = "--report", paramLabel = "DIR",
      description = "Write there a page that follows the run, report.html, the epochs as epochs.csv, and an event file for TensorBoard.")
  private @Nullable Path report;

  @Mixin
  private CheckpointChoice checkpoints = new CheckpointChoice();

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Model model = training.model(network);
    Consumer<TrainerOptions> options = options(model);
    int outputs = Math.toIntExact(model.outputShape().size());
    Optional<Integer> k = Optional.ofNullable(topK).map(given -> OptionValues.from1To(outputs, "--top-k", given));
    try (var signals = new Signals()) {
      DataChoice.Sets sets = data.open(model, Optional.ofNullable(validation), training.seed(), console.log(json));
      Optional<Path> saved = Optional.ofNullable(out).map(o -> AtomicFiles.folder(o).resolve(model.name() + ".safetensors"));
      Optional<Path> from = checkpoints.resumed(Optional.ofNullable(out), console.log(json));
      var session = new TrainingSession(console, console.log(json), signals, saved);
      TrainingSession.Outcome outcome = session.train(data.standardized(network, model, sets.train()), options.andThen(t -> {
        sets.validation().ifPresent(t::validation);
        checkpoints.written(Optional.ofNullable(out)).ifPresent(t::checkpoints);
      }), from, sets.train(), sets.test());
      if (outcome.stopped()) {
        console.log(json).println(String.format(Locale.ROOT, "stopped after %d of %d epochs", outcome.epochs().size(), epochs));
      }
      Optional<TopError> top = k.flatMap(n -> outcome.model().map(m -> TopError.of(m, sets.test(), n)));
      if (json) {
        console.document(document(network, outcome, top));
      } else {
        conclude(console, outcome, saved, top);
      }
      return outcome.stopped() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
  }

  private Consumer<TrainerOptions> options(Model model) {
    OptimizerChoice choice = training.optimizer();
    double rate = learningRate == null ? choice.learningRate : OptionValues.positive("--lr", learningRate);
    double decay = weightDecay == null ? choice.weightDecay : OptionValues.notNegative("--weight-decay", weightDecay);
    Consumer<TrainerOptions> chosen = training.options(model, rate, decay, epochs);
    Path folder = report;
    return t -> {
      chosen.accept(t.standardize(data.standardizes(network)));
      if (folder != null) {
        t.listener(Listeners.report(folder)).listener(Listeners.csv(AtomicFiles.folder(folder).resolve("epochs.csv")))
            .listener(Listeners.tensorBoard(folder));
      }
    };
  }

  private void conclude(Console console, TrainingSession.Outcome outcome, Optional<Path> saved, Optional<TopError> top) {
    outcome.model().ifPresent(m -> {
      Score test = outcome.epochs().getLast().test().orElseThrow();
      String figure = test.error().isPresent() ? String.format(Locale.ROOT, "test error %.2f %%", 100 * test.error().getAsDouble())
          : String.format(Locale.ROOT, "test loss %.5f", test.loss());
      console.out().println(String.format(Locale.ROOT, "%s: %s, parameters %s", network, figure, m.parametersSha256()));
      top.ifPresent(t -> console.out().println(t));
      saved.ifPresent(file -> console.out().println("saved " + file));
    });
  }

  /// A stopped run has `"stopped": true`, the epochs it finished, and the parameters after the last of them.
  static JsonObject document(String network, TrainingSession.Outcome outcome, Optional<TopError> top) {
    var epochs = new JsonArray();
    outcome.epochs().forEach(e -> epochs.add(document(e)));
    var document = new JsonObject();
    document.addProperty("network", network);
    document.add("epochs", epochs);
    document.addProperty("parametersSha256", outcome.model().map(Model::parametersSha256).orElse(null));
    top.ifPresent(t -> document.add("topError", t.document()));
    if (outcome.stopped()) {
      document.addProperty("stopped", true);
    }
    return document;
  }

  private static JsonObject document(Epoch epoch) {
    var row = new JsonObject();
    row.addProperty("loss", epoch.loss());
    Score test = epoch.test().orElseThrow();
    row.addProperty("trainError", number(epoch.training().error()));
    epoch.validation().ifPresent(v -> v.error().ifPresent(e -> row.addProperty("validationError", e)));
    row.addProperty("testError", number(test.error()));
    if (test.error().isEmpty()) {
      row.addProperty("testLoss", number(test.loss()));
    }
    row.addProperty("seconds", epoch.seconds());
    row.addProperty("imagesPerSecond", epoch.imagesPerSecond());
    return row;
  }

  private static @Nullable Double number(OptionalDouble figure) {
    return figure.isPresent() ? number(figure.getAsDouble()) : null;
  }

  /// JSON has no NaN: where there is no figure, there is null.
  static @Nullable Double number(double figure) {
    return Double.isFinite(figure) ? figure : null;
  }

  /// How often the label of a test example is not among its `k` largest outputs.
  record TopError(int k, double error) {
    static TopError of(Model model, DataSet data, int k) {
      return new TopError(k, model.topError(k, data));
    }

    JsonObject document() {
      var document = new JsonObject();
      document.addProperty("k", k);
      document.addProperty("testError", error);
      return document;
    }

    /// `top-5 test error 0.91 %`.
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "top-%d test error %.2f %%", k, 100 * error);
    }
  }
}
