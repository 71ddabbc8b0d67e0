package jacquard.api.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import jacquard.api.Epoch;
import jacquard.api.LearningRate;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingDefaults;
import jacquard.api.data.DataSet;
import jacquard.api.data.Mnist;
import jacquard.api.nets.Nets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `train NET --data DIR`: trains a network and tests it after every epoch.
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Trains a network on images and tests it after every epoch.")
final class TrainCommand implements Action {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "NET", description = "A built-in network; 'nets' lists them.")
  private String network = "";

  @Option(names = "--data", paramLabel = "DIR", description = "A folder with the four IDX files of MNIST or a set in its form.")
  private @Nullable Path data;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set. Default: ${DEFAULT-VALUE}.")
  private int epochs = TrainingDefaults.EPOCHS;

  @Option(names = "--batch", paramLabel = "B", description = "Examples per step. Default: ${DEFAULT-VALUE}.")
  private int batch = TrainingDefaults.BATCH;

  @Option(names = "--seed", paramLabel = "S",
      description = "Decides initial parameters and the order of examples. Default: ${DEFAULT-VALUE}.")
  private long seed = TrainingDefaults.SEED;

  @Option(names = "--threads", paramLabel = "T", description = "Threads that share a step; results do not depend on it. "
      + "Default: one per processor.")
  private int threads = TrainingDefaults.threads();

  @Option(names = "--optimizer", paramLabel = "NAME",
      description = "adamw, adam or sgd (momentum 0.9, Nesterov). Default: ${DEFAULT-VALUE}.")
  private String optimizer = Given.text(OptimizerChoice.ADAMW);

  @Option(names = "--lr", paramLabel = "RATE",
      description = "The largest learning rate of the run's one cycle. Default: 0.003, for sgd 0.05.")
  private @Nullable Double learningRate;

  @Option(names = "--weight-decay", paramLabel = "DECAY", description = "Default: 0.01 for adamw, else 0.")
  private @Nullable Double weightDecay;

  @Option(names = "--out", paramLabel = "DIR", description = "Save the parameters there as NET.safetensors after every epoch.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Write one JSON document.")
  private boolean json;

  @Override
  public int run(Console console) {
    Model model = Nets.define(network, o -> o.seed(seed));
    Consumer<TrainerOptions> options = options();
    Path folder = data;
    if (folder == null) {
      throw new ParameterException(spec.commandLine(), "Missing option '--data DIR': a folder with the four files "
          + "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or .gz. "
          + "(Without any data at hand, 'demo' trains on digits it draws itself.)");
    }
    try (var signals = new Signals()) {
      DataSet train = Mnist.train(folder);
      DataSet test = Mnist.test(folder);
      Optional<Path> saved = Optional.ofNullable(out).map(o -> OutputFolder.create(o).resolve(network + ".safetensors"));
      var session = new TrainingSession(console, console.log(json), signals, saved);
      TrainingSession.Outcome outcome = session.train(model, options, train, test);
      if (outcome.stopped()) {
        console.log(json).println("stopped after %d of %d epochs".formatted(outcome.epochs().size(), epochs));
      }
      if (json) {
        console.document(document(network, outcome));
      } else {
        conclude(console, outcome, saved);
      }
      return outcome.stopped() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
  }

  private Consumer<TrainerOptions> options() {
    OptimizerChoice choice = Given.choice("--optimizer", optimizer, OptimizerChoice.class);
    double rate = learningRate == null ? choice.learningRate : Given.positive("--lr", learningRate);
    double decay = weightDecay == null ? choice.weightDecay : Given.notNegative("--weight-decay", weightDecay);
    Given.atLeast(1, "--epochs", epochs);
    Given.atLeast(1, "--batch", batch);
    Given.atLeast(1, "--threads", threads);
    Optimizer chosen = choice.optimizer(rate, decay);
    return t -> t.optimizer(chosen).learningRate(LearningRate.oneCycle(rate)).batch(batch).epochs(epochs).seed(seed)
        .threads(threads);
  }

  private void conclude(Console console, TrainingSession.Outcome outcome, Optional<Path> saved) {
    outcome.model().ifPresent(m -> {
      console.out().println(String.format(Locale.ROOT, "%s: test error %.2f %%, parameters %s", network,
          100 * outcome.epochs().getLast().testError(), m.parametersSha256()));
      saved.ifPresent(file -> console.out().println("saved " + file));
    });
  }

  /// A stopped run has `"stopped": true`, the epochs it finished, and the parameters after the last of them.
  static JsonObject document(String network, TrainingSession.Outcome outcome) {
    var epochs = new JsonArray();
    outcome.epochs().forEach(e -> epochs.add(document(e)));
    var document = new JsonObject();
    document.addProperty("network", network);
    document.add("epochs", epochs);
    document.addProperty("parametersSha256", outcome.model().map(Model::parametersSha256).orElse(null));
    if (outcome.stopped()) {
      document.addProperty("stopped", true);
    }
    return document;
  }

  private static JsonObject document(Epoch epoch) {
    var row = new JsonObject();
    row.addProperty("loss", epoch.loss());
    row.addProperty("trainError", epoch.trainError());
    if (Double.isNaN(epoch.testError())) {
      row.add("testError", JsonNull.INSTANCE);
    } else {
      row.addProperty("testError", epoch.testError());
    }
    row.addProperty("seconds", epoch.seconds());
    row.addProperty("imagesPerSecond", epoch.imagesPerSecond());
    return row;
  }
}
