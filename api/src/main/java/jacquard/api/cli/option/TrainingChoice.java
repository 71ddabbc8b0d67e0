package jacquard.api.cli.option;

import jacquard.api.LearningRate;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.TrainerOptions;
import jacquard.api.TrainingDefaults;
import jacquard.api.data.Augmentation;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of training that `train` and `search` share.
public final class TrainingChoice {
  @Mixin
  private InputChoice input = new InputChoice();

  @Option(names = "--batch", paramLabel = "B", description = "Examples per step. Default: ${DEFAULT-VALUE}.")
  private int batch = TrainingDefaults.BATCH;

  @Option(names = "--seed", paramLabel = "S",
      description = "Decides initial parameters, the order of examples and all else that is random. Default: ${DEFAULT-VALUE}.")
  private long seed = TrainingDefaults.SEED;

  @Option(names = "--threads", paramLabel = "T", description = "Threads that share a step; results do not depend on it. "
      + "Default: one per processor.")
  private int threads = TrainingDefaults.threads();

  @Option(names = "--optimizer", paramLabel = "NAME", completionCandidates = OptimizerChoice.Names.class,
      description = "One of ${COMPLETION-CANDIDATES}; sgd has Nesterov's momentum of 0.9. Default: ${DEFAULT-VALUE}.")
  private String optimizer = OptionValues.text(OptimizerChoice.ADAMW);

  @Option(names = "--init", paramLabel = "NAME", description = "How weights start, in place of each layer's own way: fan-in, he-normal, "
      + "he-uniform, glorot-normal, glorot-uniform, zeros, gaussian=SIGMA or constant=VALUE.")
  private @Nullable String initializer;

  @Option(names = "--augment", paramLabel = "CHANGES",
      description = "Random changes of each training image: " + AugmentSpec.FORMS + ".")
  private @Nullable String augment;

  @Option(names = "--loss", paramLabel = "LOSS", description = "cross-entropy, nll (of log-probabilities), nll-probabilities, mse, mae, "
      + "bce or bce-logits. Default: what the network is made for; of an ONNX file, cross-entropy where it ends in a vector, nll after a "
      + "log-softmax, nll-probabilities after a softmax, else mse.")
  private @Nullable String lossName;

  public long seed() {
    return seed;
  }

  public OptimizerChoice optimizer() {
    return OptionValues.choice("--optimizer", optimizer, OptimizerChoice.class);
  }

  /// The network named `name` with the initial parameters asked for.
  public Model model(String name) {
    Model model = input.model(name, o -> o.seed(seed));
    String chosen = initializer;
    return chosen == null ? model : model.withInitializer(InitializerChoice.parse(chosen), seed);
  }

  /// The loss `model` is made for, one cycle of the rate, and everything else that was given.
  public Consumer<TrainerOptions> options(Model model, double rate, double decay, int epochs) {
    OptionValues.atLeast(1, "--epochs", epochs);
    OptionValues.atLeast(1, "--batch", batch);
    OptionValues.threads(threads);
    Optional<Augmentation> changes = Optional.ofNullable(augment).map(AugmentSpec::parse);
    Optimizer chosen = optimizer().optimizer(rate, decay);
    String given = lossName;
    Loss loss = given == null ? NetworkChoice.loss(model) : OptionValues.choice("--loss", given, NetworkChoice.LossName.class).loss;
    return t -> {
      t.loss(loss).optimizer(chosen).learningRate(LearningRate.oneCycle(rate)).batch(batch).epochs(epochs).seed(seed).threads(threads);
      changes.ifPresent(t::augment);
    };
  }
}
