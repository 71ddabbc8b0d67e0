package jacquard.api.cli.option;

import jacquard.api.Optimizer;
import jacquard.api.TrainingDefaults;
import java.util.Arrays;
import java.util.Iterator;

/// The optimisers of `--optimizer`, with the rate and decay each uses where none is given.
public enum OptimizerChoice {
  ADAMW(TrainingDefaults.LEARNING_RATE, TrainingDefaults.WEIGHT_DECAY),
  ADAM(TrainingDefaults.LEARNING_RATE, 0),
  /// With Nesterov's momentum of 0.9.
  SGD(0.05, 0),
  AMSGRAD(TrainingDefaults.LEARNING_RATE, 0),
  RMSPROP(1e-3, 0),
  ADAGRAD(0.01, 0);

  /// Their names, for the help of `--optimizer`.
  public static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(OptionValues::text).iterator();
    }
  }

  /// Their rates, for the help of `--lr`.
  public static final class Rates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(o -> OptionValues.text(o) + " " + o.learningRate).iterator();
    }
  }

  /// Those that decay weights, for the help of `--weight-decay`.
  public static final class Decays implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).filter(o -> o.weightDecay > 0).map(o -> OptionValues.text(o) + " " + o.weightDecay).iterator();
    }
  }

  private static final double MOMENTUM = 0.9;

  public final double learningRate;
  public final double weightDecay;

  OptimizerChoice(double learningRate, double weightDecay) {
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
  }

  public Optimizer optimizer(double rate, double decay) {
    return switch (this) {
      case ADAMW -> Optimizer.adamW(rate).weightDecay(decay);
      case ADAM -> Optimizer.adam(rate).weightDecay(decay);
      case SGD -> Optimizer.sgd(rate).momentum(MOMENTUM).nesterov(true).weightDecay(decay);
      case AMSGRAD -> Optimizer.adam(rate).amsgrad(true).weightDecay(decay);
      case RMSPROP -> Optimizer.rmsProp(rate).weightDecay(decay);
      case ADAGRAD -> Optimizer.adagrad(rate).weightDecay(decay);
    };
  }
}
