package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.classifier;
import static docs.errors.Given.define;
import static docs.errors.Given.digits;

import jacquard.api.GradientClip;
import jacquard.api.LearningRate;
import jacquard.api.Loss;
import jacquard.api.Model;
import jacquard.api.Optimizer;
import jacquard.api.data.DataSet;
import jacquard.ir.Shape;

/// Settings of training out of range, and data that does not go with network or loss.
final class TrainingErrors {
  @ErrorCode("optimizer/value")
  static final ErrorExample OPTIMIZER_VALUE = ErrorExample.of(
      () -> Optimizer.adam(1e-3).betas(0.9, 1),
      () -> Optimizer.adam(1e-3).betas(0.9, 0.999));

  @ErrorCode("optimizer/nesterov")
  static final ErrorExample OPTIMIZER_NESTEROV = ErrorExample.of(
      () -> Optimizer.sgd(0.1).nesterov(true),
      () -> Optimizer.sgd(0.1).momentum(0.9).nesterov(true));

  @ErrorCode("learning-rate/value")
  static final ErrorExample LEARNING_RATE_VALUE = ErrorExample.of(
      () -> LearningRate.multiStep(0.1, 0.1, 60, 30),
      () -> LearningRate.multiStep(0.1, 0.1, 30, 60));

  @ErrorCode("train/clip")
  static final ErrorExample TRAIN_CLIP = ErrorExample.of(
      () -> linear().trainer(t -> t.clip(GradientClip.norm(0))),
      () -> linear().trainer(t -> t.clip(GradientClip.norm(1))));

  @ErrorCode("train/option")
  static final ErrorExample TRAIN_OPTION = ErrorExample.of(
      () -> linear().trainer(t -> t.batch(64).epochs(0)),
      () -> linear().trainer(t -> t.batch(64).epochs(1)));

  @ErrorCode("train/pattern")
  static final ErrorExample TRAIN_PATTERN = ErrorExample.of(
      () -> classifier().trainer(t -> t.freeze("convolution1.*").epochs(1)).fit(digits(20)),
      () -> classifier().trainer(t -> t.freeze("conv1.*").epochs(1)).fit(digits(20)));

  @ErrorCode("train/validation")
  static final ErrorExample TRAIN_VALIDATION = ErrorExample.of(
      () -> linear().trainer(t -> t.earlyStopping(2).epochs(3)).fit(digits(20)),
      () -> linear().trainer(t -> t.earlyStopping(2).epochs(3).validation(0.1)).fit(digits(20)));

  @SuppressWarnings("NullAway") // as callers may that nothing checks
  @ErrorCode("argument/null")
  static final ErrorExample ARGUMENT_NULL = ErrorExample.of(
      () -> {
        DataSet train = null;
        linear().trainer(t -> t.epochs(1)).fit(train);
      },
      () -> {
        DataSet train = digits(20);
        linear().trainer(t -> t.epochs(1)).fit(train);
      });

  @ErrorCode("train/classes")
  static final ErrorExample TRAIN_CLASSES = ErrorExample.of(
      () -> define(IMAGE, x -> x.flatten().dense(1)).trainer(t -> t.loss(Loss.crossEntropy()).epochs(1)).fit(digits(20)),
      () -> define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(Loss.crossEntropy()).epochs(1)).fit(digits(20)));

  @ErrorCode("train/input-shape")
  static final ErrorExample TRAIN_INPUT_SHAPE = ErrorExample.of(
      () -> define(Shape.of(784), x -> x.dense(10)).trainer(t -> t.epochs(1)).fit(digits(20)),
      () -> define(Shape.of(784), x -> x.dense(10)).trainer(t -> t.epochs(1)).fit(digits(20).reshaped(Shape.of(784))));

  @ErrorCode("train/targets")
  static final ErrorExample TRAIN_TARGETS = ErrorExample.of(
      () -> {
        DataSet prices = DataSet.ofTargets(Shape.of(3), new float[60], Shape.of(1), new float[20]);
        define(Shape.of(3), x -> x.dense(2)).trainer(t -> t.loss(Loss.meanSquaredError()).epochs(1)).fit(prices);
      },
      () -> {
        DataSet prices = DataSet.ofTargets(Shape.of(3), new float[60], Shape.of(1), new float[20]);
        define(Shape.of(3), x -> x.dense(1)).trainer(t -> t.loss(Loss.meanSquaredError()).epochs(1)).fit(prices);
      });

  @ErrorCode("train/labels")
  static final ErrorExample TRAIN_LABELS = ErrorExample.of(
      () -> {
        DataSet prices = DataSet.ofTargets(Shape.of(3), new float[60], Shape.of(1), new float[20]);
        define(Shape.of(3), x -> x.dense(1)).trainer(t -> t.epochs(1)).fit(prices);
      },
      () -> {
        DataSet prices = DataSet.ofTargets(Shape.of(3), new float[60], Shape.of(1), new float[20]);
        define(Shape.of(3), x -> x.dense(1)).trainer(t -> t.loss(Loss.meanSquaredError()).epochs(1)).fit(prices);
      });

  @ErrorCode("train/empty")
  static final ErrorExample TRAIN_EMPTY = ErrorExample.of(
      () -> linear().trainer(t -> t.epochs(1)).fit(digits(20).take(0)),
      () -> linear().trainer(t -> t.epochs(1)).fit(digits(20).take(10)));

  @ErrorCode("train/one-value")
  static final ErrorExample TRAIN_ONE_VALUE = ErrorExample.of(
      () -> define(IMAGE, x -> x.flatten().dense(8).batchNorm().dense(10)).trainer(t -> t.batch(8).epochs(1)).fit(digits(17)),
      () -> define(IMAGE, x -> x.flatten().dense(8).batchNorm().dense(10)).trainer(t -> t.batch(9).epochs(1)).fit(digits(17)));

  @ErrorCode("train/not-finite")
  static final ErrorExample TRAIN_NOT_FINITE = ErrorExample.of(
      () -> classifier().trainer(t -> t.optimizer(Optimizer.sgd(1e6)).batch(4).epochs(5)).fit(digits(20)),
      () -> classifier().trainer(t -> t.optimizer(Optimizer.sgd(1e-2)).batch(4).epochs(5)).fit(digits(20)));

  @ErrorCode("train/rates")
  static final ErrorExample TRAIN_RATES = ErrorExample.of(
      () -> linear().trainer().findLearningRate(digits(20), 1, 1e-4, 50),
      () -> linear().trainer().findLearningRate(digits(20), 1e-4, 1, 50));

  private TrainingErrors() {}

  private static Model linear() {
    return define(IMAGE, x -> x.flatten().dense(10));
  }
}
