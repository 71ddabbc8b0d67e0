package jacquard.api.cli.option;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.api.data.DataSets;
import jacquard.api.data.Standardize;
import jacquard.ir.Shape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that say what is trained on.
public final class DataChoice {
  private static final String NO_SEED = "0";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--data", paramLabel = "DIR", description = "A folder with a data set, such as the four IDX files of MNIST or "
      + "the files of CIFAR-10's binary version.")
  private @Nullable Path data;

  @Option(names = "--examples", paramLabel = "N", description = "Train on the first N training images only.")
  private @Nullable Integer examples;

  @Option(names = "--permute-pixels", paramLabel = "SEED", arity = "0..1", fallbackValue = NO_SEED,
      description = "Put the pixels of all images in one random order. Default of SEED: " + NO_SEED + ".")
  private @Nullable Long permuted;

  @Option(names = "--standardize", paramLabel = "BY", description = "all (one mean and deviation), channel, image (subtract the mean "
      + "image) or none. Default: all; none for an ONNX file, whose weights are for inputs as they are.")
  private @Nullable String standardize;

  /// Training, validation and test set.
  public record Sets(DataSet train, Optional<DataSet> validation, DataSet test) {}

  /// The sets in the form of the model's input; `fraction` of the training set is put aside for validation.
  public Sets open(Model model, Optional<Double> fraction, long seed, PrintWriter log) {
    Path folder = data;
    if (folder == null) {
      throw new ParameterException(line(), "Missing option '--data DIR': a folder with " + String.join("; or with ", DataSets.forms())
          + ". (Without any data at hand, 'demo' trains on digits it draws itself.)");
    }
    fraction.ifPresent(f -> OptionValues.properFraction("--validation", f));
    Integer most = examples;
    int first = most == null ? Integer.MAX_VALUE : OptionValues.atLeast(1, "--examples", most);
    DataSets read = DataSets.open(folder);
    DataSet train = fitted(model, read.train().take(Math.min(first, read.train().size())), log);
    DataSet test = fitted(model, read.test(), null);
    return fraction.map(f -> train.split(f, seed)).map(s -> new Sets(s.train(), Optional.of(s.validation()), test))
        .orElse(new Sets(train, Optional.empty(), test));
  }

  private CommandLine line() {
    return spec.commandLine();
  }

  private DataSet fitted(Model model, DataSet read, @Nullable PrintWriter log) {
    Long order = permuted;
    DataSet ordered = order == null ? read : read.permutedPixels(order);
    Shape wanted = model.inputShape();
    if (wanted.equals(read.inputShape()) || wanted.size() != read.inputShape().size()) {
      return targeted(model, ordered);
    }
    if (log != null) {
      log.println(String.format(Locale.ROOT, "images %s are read as %s", read.inputShape(), wanted));
    }
    return targeted(model, ordered.reshaped(wanted));
  }

  /// A network that gives an image for an image is to give the one it got.
  private static DataSet targeted(Model model, DataSet data) {
    return model.outputShape().equals(model.inputShape()) ? data.reconstructing() : data;
  }

  /// `model`, that of `network`, with its inputs standardised as chosen.
  public Model standardized(String network, Model model, DataSet train) {
    return wrongShape(model, train) ? model : standardization(network).on(model, train);
  }

  private Standardization standardization(String network) {
    String given = standardize;
    Standardization usual = NetworkChoice.isFile(network) ? Standardization.NONE : Standardization.ALL;
    return given == null ? usual : OptionValues.choice("--standardize", given, Standardization.class);
  }

  /// The trainer says what is wrong.
  private static boolean wrongShape(Model model, DataSet train) {
    return !model.inputShape().equals(train.inputShape());
  }

  /// Whether the trainer should standardise where the model does not.
  public boolean standardizes(String network) {
    return standardization(network) != Standardization.NONE;
  }

  /// What `--standardize` makes of the training set's means and deviations.
  public enum Standardization {
    /// One mean and deviation.
    ALL,
    /// One of each per channel.
    CHANNEL,
    /// The mean image is subtracted.
    IMAGE,
    NONE;

    /// `model` with its inputs standardised by `train`.
    Model on(Model model, DataSet train) {
      return switch (this) {
        case ALL -> model.withStandardization(Standardize.of(train));
        case CHANNEL -> model.withStandardization(Standardize.perChannel(train));
        case IMAGE -> model.withStandardization(Standardize.meanImage(train));
        case NONE -> model;
      };
    }
  }
}
