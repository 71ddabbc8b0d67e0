package jacquard.api.cli;

import jacquard.api.Optimizer;
import jacquard.api.TrainingDefaults;

/// The optimisers of `--optimizer`, with the rate and decay each uses where none is given.
enum OptimizerChoice {
  ADAMW(TrainingDefaults.LEARNING_RATE, TrainingDefaults.WEIGHT_DECAY),
  ADAM(TrainingDefaults.LEARNING_RATE, 0),
  /// With Nesterov's momentum of 0.9.
  SGD(0.05, 0),
  AMSGRAD(TrainingDefaults.LEARNING_RATE, 0),
  RMSPROP(1e-3, 0),
  ADAGRAD(0.01, 0);

  private static final double MOMENTUM = 0.9;

  final double learningRate;
  final double weightDecay;

  OptimizerChoice(double learningRate, double weightDecay) {
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
  }

  Optimizer optimizer(double rate, double decay) {
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
