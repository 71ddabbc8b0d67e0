package docs.errors;

import static docs.errors.Given.IMAGE;
import static docs.errors.Given.define;
import static docs.errors.Given.digits;

import jacquard.api.Loss;
import jacquard.api.Penalty;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;

/// Losses, penalties and distances to codes that are none, or do not go with the network.
final class LossErrors {
  @ErrorCode("loss/smoothing")
  static final ErrorExample LOSS_SMOOTHING = ErrorExample.of(
      () -> Loss.crossEntropy(10),
      () -> Loss.crossEntropy(0.1));

  @ErrorCode("loss/weights")
  static final ErrorExample LOSS_WEIGHTS = ErrorExample.of(
      () -> {
        Loss loss = Loss.crossEntropy().weights(1, 1, 5);
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(loss).epochs(1)).fit(digits(20));
      },
      () -> {
        Loss loss = Loss.crossEntropy().weights(1, 1, 5, 1, 1, 1, 1, 1, 1, 1);
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(loss).epochs(1)).fit(digits(20));
      });

  @ErrorCode("loss/delta")
  static final ErrorExample LOSS_DELTA = ErrorExample.of(
      () -> Loss.huber(0),
      () -> Loss.huber(1));

  @ErrorCode("loss/penalty")
  static final ErrorExample LOSS_PENALTY = ErrorExample.of(
      () -> Loss.maximumAPosteriori(0),
      () -> Loss.maximumAPosteriori(8));

  @ErrorCode("loss/function")
  static final ErrorExample LOSS_FUNCTION = ErrorExample.of(
      () -> {
        Loss loss = Loss.of((output, target) -> output.dense(10).minus(target).square());
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(loss).epochs(1)).fit(digits(20));
      },
      () -> {
        Loss loss = Loss.of((output, target) -> output.minus(target).square());
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(loss).epochs(1)).fit(digits(20));
      });

  @ErrorCode("penalty/scalar")
  static final ErrorExample PENALTY_SCALAR = ErrorExample.of(
      () -> {
        Penalty penalty = p -> p.get("dense1.weight").square();
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.penalty(penalty).epochs(1)).fit(digits(20));
      },
      () -> {
        Penalty penalty = p -> p.get("dense1.weight").square().sum();
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.penalty(penalty).epochs(1)).fit(digits(20));
      });

  @ErrorCode("penalty/parameter")
  static final ErrorExample PENALTY_PARAMETER = ErrorExample.of(
      () -> {
        Penalty penalty = p -> p.get("dense1.weights").square().sum();
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.penalty(penalty).epochs(1)).fit(digits(20));
      },
      () -> {
        Penalty penalty = p -> p.get("dense1.weight").square().sum();
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.penalty(penalty).epochs(1)).fit(digits(20));
      });

  @ErrorCode("rbf/classes")
  static final ErrorExample RBF_CLASSES = ErrorExample.of(
      () -> define(IMAGE, x -> x.flatten().dense(84).rbf(0)),
      () -> define(IMAGE, x -> x.flatten().dense(84).rbf(10)));

  @ErrorCode("rbf/flatten")
  static final ErrorExample RBF_FLATTEN = ErrorExample.of(
      () -> define(IMAGE, x -> x.conv(4, 5).scaledTanh().maxPool(4).rbf(10)),
      () -> define(IMAGE, x -> x.conv(4, 5).scaledTanh().maxPool(4).flatten().rbf(10)));

  @ErrorCode("rbf/codes")
  static final ErrorExample RBF_CODES = ErrorExample.of(
      () -> {
        NdArray codes = NdArray.of(Shape.of(2, 10), new float[20]);
        define(IMAGE, x -> x.flatten().dense(10).rbf(3, r -> r.codes(codes)));
      },
      () -> {
        NdArray codes = NdArray.of(Shape.of(3, 10), new float[30]);
        define(IMAGE, x -> x.flatten().dense(10).rbf(3, r -> r.codes(codes)));
      });

  @ErrorCode("loss/softmax")
  static final ErrorExample LOSS_SOFTMAX = ErrorExample.of(
      () -> define(IMAGE, x -> x.flatten().dense(10).softmax()).trainer(t -> t.loss(Loss.crossEntropy()).epochs(1)).fit(digits(20)),
      () -> define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(Loss.crossEntropy()).epochs(1)).fit(digits(20)));

  @ErrorCode("loss/sigmoid")
  static final ErrorExample LOSS_SIGMOID = ErrorExample.of(
      () -> {
        Loss loss = Loss.binaryCrossEntropyWithLogits();
        define(IMAGE, x -> x.flatten().dense(10).sigmoid()).trainer(t -> t.loss(loss).epochs(1)).fit(digits(20));
      },
      () -> {
        Loss loss = Loss.binaryCrossEntropyWithLogits();
        define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(loss).epochs(1)).fit(digits(20));
      });

  @ErrorCode("loss/output")
  static final ErrorExample LOSS_OUTPUT = ErrorExample.of(
      () -> define(IMAGE, x -> x.flatten().dense(10).max()).trainer(t -> t.loss(Loss.crossEntropy())).steps(1000),
      () -> define(IMAGE, x -> x.flatten().dense(10)).trainer(t -> t.loss(Loss.crossEntropy())).steps(1000));

  private LossErrors() {}
}
