package jacquard.api.cli;

import jacquard.api.LearningRate;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.TrainingDefaults;
import jacquard.api.cli.option.OptionValues;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSets;
import jacquard.api.data.DrawnDigits;
import jacquard.api.nets.Lenet5;
import jacquard.api.nets.LinearClassifier;
import jacquard.api.nets.Nets;
import jacquard.ir.io.AtomicFiles;
import jacquard.ir.text.Format;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `demo`: the whole library once, on digits it draws itself or on real files.
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Trains LeNet-5 and a linear classifier on digits it draws itself, and writes what the compiler made of them.")
final class DemoCommand implements Action {
  private static final int TRAINED_ON = 10_000;
  private static final int MOST_IMAGES = 1_000_000;
  private static final int TESTED_ON = 2_000;
  private static final int EPOCHS = 5;
  private static final long SEED = 1;

  /// One file of the dumps.
  private record Dump(DumpStage stage, Format format, String file) {}

  private static final List<Dump> DUMPS = List.of(
      new Dump(DumpStage.GRAPH, Format.TEXT, "graph.ir"), new Dump(DumpStage.GRAPH, Format.DOT, "graph.dot"),
      new Dump(DumpStage.GRADIENT, Format.TEXT, "gradient.ir"), new Dump(DumpStage.GRADIENT, Format.DOT, "gradient.dot"),
      new Dump(DumpStage.OPTIMIZED, Format.TEXT, "optimized.ir"),
      new Dump(DumpStage.OPTIMIZED, Format.DOT, "optimized.dot"),
      new Dump(DumpStage.LOOPS, Format.TEXT, "loops.txt"));

  @Option(names = "--data", paramLabel = "DIR", description = "Train on the IDX files in this folder instead.")
  private @Nullable Path data;

  @Option(names = "--out", paramLabel = "DIR", description = "Where dumps and parameters go. "
      + "Default: target/demo in a Maven project, else jacquard-demo.")
  private @Nullable Path out;

  @Option(names = "--images", hidden = true, description = "Digits to draw for training, a fifth as many for testing.")
  private int images = TRAINED_ON;

  @Option(names = "--epochs", hidden = true)
  private int epochs = EPOCHS;

  @Override
  public int run(Console console) {
    try (var signals = new Signals()) {
      PrintWriter text = console.out();
      DataSets given = images(text);
      Path folder = AtomicFiles.folder(folder());
      Model lenet = Nets.define(Lenet5.NAME, o -> o.seed(SEED));
      text.println();
      text.println(lenet.summary());
      Optional<Double> error = train(console, signals, lenet, given, folder);
      Optional<Double> linearError = error.isEmpty() ? error
          : train(console, signals, Nets.define(LinearClassifier.NAME, o -> o.seed(SEED)), given, folder);
      if (error.isEmpty() || linearError.isEmpty()) {
        text.println("stopped");
        return ExitCode.INTERRUPTED;
      }
      text.println(String.format(Locale.ROOT, "final test error: %s %.2f %%, %s %.2f %%", Lenet5.NAME, 100 * error.get(),
          LinearClassifier.NAME, 100 * linearError.get()));
      write(text, lenet, folder);
      return ExitCode.DONE;
    }
  }

  private DataSets images(PrintWriter text) {
    Path given = data;
    if (given != null) {
      var read = DataSets.open(given);
      text.println(String.format(Locale.ROOT, "%,d training and %,d test images from %s", read.train().size(), read.test().size(),
          given));
      return read;
    }
    int train = OptionValues.from1To(MOST_IMAGES, "--images", images);
    int test = Math.max(1, train / (TRAINED_ON / TESTED_ON));
    DataSet digits = DrawnDigits.generate(SEED, train + test);
    text.println(String.format(Locale.ROOT, "drew %,d training and %,d test images of digits", train, test));
    return new DataSets(digits.slice(0, train), digits.slice(train, train + test));
  }

  private Path folder() {
    Path given = out;
    return given != null ? given : Path.of(Files.exists(Path.of("pom.xml")) ? "target/demo" : "jacquard-demo");
  }

  /// The test error in the end, empty for a run that was stopped.
  private Optional<Double> train(Console console, Signals signals, Model model, DataSets images, Path folder) {
    Optimizer optimizer = TrainingDefaults.optimizer();
    LearningRate rate = TrainingDefaults.learningRate();
    console.out().println("training " + model);
    console.out().flush();
    var session = new TrainingSession(console, console.out(), signals, Optional.of(folder.resolve(model.name() + ".safetensors")));
    TrainingSession.Outcome outcome = session.train(model, t -> t.optimizer(optimizer).learningRate(rate).epochs(epochs).seed(SEED),
        Optional.empty(), images.train(), images.test());
    console.out().println();
    return outcome.stopped() ? Optional.empty() : Optional.of(outcome.epochs().getLast().testError());
  }

  private static void write(PrintWriter text, Model model, Path folder) {
    var evaluation = ModelDump.of(model, ProgramChoice.EVALUATION, 1);
    var training = ModelDump.of(model, ProgramChoice.TRAINING, 1);
    text.println("written to " + folder.toAbsolutePath() + ":");
    for (Dump dump : DUMPS) {
      ModelDump source = dump.stage == DumpStage.GRAPH ? evaluation : training;
      AtomicFiles.write(folder.resolve(dump.file), source.text(dump.stage, dump.format));
      text.println("  " + dump.file);
    }
    text.println("  " + Lenet5.NAME + ".safetensors, " + LinearClassifier.NAME + ".safetensors");
  }
}
