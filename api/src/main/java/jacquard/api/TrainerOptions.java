package jacquard.api;

import jacquard.api.data.Augmentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a model is trained; each may be left out, see [TrainingDefaults].
///
/// | option | means |
/// | --- | --- |
/// | `loss` | what is made small |
/// | `optimizer` | how parameters move; without a `learningRate`, its own rate at every step |
/// | `learningRate` | the rate of each step; comes before the optimiser's own |
/// | `batch` | examples per step; the last step of an epoch takes what is left |
/// | `epochs` | passes over the training set |
/// | `seed` | the order of the examples; the initial parameters are the model's, see [Model#withSeed(long)] |
/// | `threads` | threads that share one step, the caller's included; results do not depend on it |
/// | `standardize` | whether inputs are shifted and scaled by the training set's mean and deviation; a model's own comes before |
/// | `augment` | random changes of the training images, see [Augmentation]; tests see the images as they are |
/// | `listener` | told after every step and epoch |
///
/// Errors   `train/option`
public final class TrainerOptions {
  Loss loss = TrainingDefaults.loss();
  @Nullable Optimizer optimizer;
  @Nullable LearningRate learningRate;
  int batch = TrainingDefaults.BATCH;
  int epochs = TrainingDefaults.EPOCHS;
  long seed = TrainingDefaults.SEED;
  int threads = TrainingDefaults.threads();
  boolean standardize = true;
  Optional<Augmentation> augmentation = Optional.empty();
  final List<TrainingListener> listeners = new ArrayList<>();
  Backend backend = Backend.standard();

  TrainerOptions() {}

  public TrainerOptions loss(Loss chosen) {
    loss = chosen;
    return this;
  }

  public TrainerOptions optimizer(Optimizer chosen) {
    optimizer = chosen;
    return this;
  }

  public TrainerOptions learningRate(LearningRate schedule) {
    learningRate = schedule;
    return this;
  }

  public TrainerOptions batch(int examples) {
    Check.atLeast(1, "batch", examples);
    batch = examples;
    return this;
  }

  public TrainerOptions epochs(int passes) {
    Check.atLeast(1, "epochs", passes);
    epochs = passes;
    return this;
  }

  public TrainerOptions seed(long number) {
    seed = number;
    return this;
  }

  public TrainerOptions threads(int count) {
    Check.atLeast(1, "threads", count);
    threads = count;
    return this;
  }

  public TrainerOptions standardize(boolean used) {
    standardize = used;
    return this;
  }

  public TrainerOptions augment(Consumer<Augmentation.Options> changes) {
    augmentation = Optional.of(Augmentation.of(changes));
    return this;
  }

  public TrainerOptions augment(Augmentation changes) {
    augmentation = Optional.of(changes);
    return this;
  }

  /// Adds a listener.
  public TrainerOptions listener(TrainingListener told) {
    listeners.add(told);
    return this;
  }

  /// Runs the graphs on `other`: for tests.
  TrainerOptions backend(Backend other) {
    backend = other;
    return this;
  }

  Optimizer chosenOptimizer() {
    return optimizer != null ? optimizer : TrainingDefaults.optimizer();
  }

  LearningRate chosenLearningRate() {
    if (learningRate != null) {
      return learningRate;
    }
    return optimizer != null ? LearningRate.constant(optimizer.learningRate()) : TrainingDefaults.learningRate();
  }
}
