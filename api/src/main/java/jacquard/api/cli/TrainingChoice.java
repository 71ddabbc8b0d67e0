package jacquard.api.cli;

import jacquard.api.LearningRate;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingDefaults;
import jacquard.api.data.Augmentation;
import jacquard.api.nets.Nets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of training that `train` and `search` share.
final class TrainingChoice {
  /// The names of `--optimizer`, for its help.
  static final class OptimizerNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(OptimizerChoice.values()).map(OptionValues::text).iterator();
    }
  }

  @Option(names = OptionValues.INPUT, paramLabel = "C,H,W",
      description = "The shape of one input, where it is not the network's usual one.")
  private @Nullable String input;

  @Option(names = "--batch", paramLabel = "B", description = "Examples per step. Default: ${DEFAULT-VALUE}.")
  private int batch = TrainingDefaults.BATCH;

  @Option(names = "--seed", paramLabel = "S",
      description = "Decides initial parameters, the order of examples and all else that is random. Default: ${DEFAULT-VALUE}.")
  private long seed = TrainingDefaults.SEED;

  @Option(names = "--threads", paramLabel = "T", description = "Threads that share a step; results do not depend on it. "
      + "Default: one per processor.")
  private int threads = TrainingDefaults.threads();

  @Option(names = "--optimizer", paramLabel = "NAME", completionCandidates = OptimizerNames.class,
      description = "One of ${COMPLETION-CANDIDATES}; sgd has Nesterov's momentum of 0.9. Default: ${DEFAULT-VALUE}.")
  private String optimizer = OptionValues.text(OptimizerChoice.ADAMW);

  @Option(names = "--init", paramLabel = "NAME", description = "How weights start, in place of each layer's own way: fan-in, he-normal, "
      + "he-uniform, glorot-normal, glorot-uniform, zeros, gaussian=SIGMA or constant=VALUE.")
  private @Nullable String initializer;

  @Option(names = "--augment", paramLabel = "CHANGES",
      description = "Random changes of each training image: " + AugmentSpec.FORMS + ".")
  private @Nullable String augment;

  long seed() {
    return seed;
  }

  OptimizerChoice optimizer() {
    return OptionValues.choice("--optimizer", optimizer, OptimizerChoice.class);
  }

  /// The network named `name` with the initial parameters asked for.
  Model model(String name) {
    String shape = input;
    Model model = shape == null ? Nets.define(name, o -> o.seed(seed)) : OptionValues.network(name, shape, o -> o.seed(seed));
    String chosen = initializer;
    return chosen == null ? model : model.withInitializer(InitializerChoice.parse(chosen), seed);
  }

  /// The loss `network` is made for, one cycle of the rate, and everything else that was given.
  Consumer<TrainerOptions> options(String network, double rate, double decay, int epochs) {
    OptionValues.atLeast(1, "--epochs", epochs);
    OptionValues.atLeast(1, "--batch", batch);
    OptionValues.threads(threads);
    Optional<Augmentation> changes = Optional.ofNullable(augment).map(AugmentSpec::parse);
    Optimizer chosen = optimizer().optimizer(rate, decay);
    Loss loss = Nets.loss(network);
    return t -> {
      t.loss(loss).optimizer(chosen).learningRate(LearningRate.oneCycle(rate)).batch(batch).epochs(epochs).seed(seed).threads(threads);
      changes.ifPresent(t::augment);
    };
  }
}
