package jacquard.api.report;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// One pass over the training set.
///
/// Units    `number` counts from 1. `training` is of all examples, each at the step that used it, penalties included; `validation` and
///          `test`, where there are such sets, are of the parameters at the end. Errors are fractions in [0, 1]. `seconds` and
///          `imagesPerSecond` are of training, testing left out.
/// Errors   `train/not-measured` where a figure is asked for that does not exist: errors without labels, or without such a set.
public record Epoch(int number, Score training, Optional<Score> validation, Optional<Score> test, double seconds, double imagesPerSecond) {
  /// Without what was not measured: `epoch 2: loss 0.25, train error 12.50 %, test loss 0.5, error 20.00 %, 1.5 s, 2,000 images/s`.
  @Override
  public String toString() {
    var parts = new ArrayList<>(List.of("loss " + Figures.number(loss())));
    training.error().ifPresent(e -> parts.add("train error " + Figures.percent(e)));
    validation.ifPresent(v -> parts.add("validation " + v));
    test.ifPresent(t -> parts.add("test " + t));
    parts.add(Figures.duration(seconds));
    parts.add(Figures.speed(imagesPerSecond));
    return "epoch " + number + ": " + String.join(", ", parts);
  }

  /// The training loss.
  public double loss() {
    return training.loss();
  }

  /// The training error.
  public double trainError() {
    return measured("the error on the training set", training.error());
  }

  /// The error on the validation set.
  public double validationError() {
    return measured("the error on a validation set", error(validation));
  }

  /// The error on the test set.
  public double testError() {
    return measured("the error on a test set", error(test));
  }

  private static OptionalDouble error(Optional<Score> score) {
    return score.map(Score::error).orElse(OptionalDouble.empty());
  }

  private double measured(String what, OptionalDouble figure) {
    return figure.orElseThrow(() -> UserError.of("train/not-measured").problem("%s was not measured", what).at(Loc.ofCaller())
        .got("%s", this).fix("errors need labels, and a set: fit(train, test), validation(0.1); training(), validation() and test() "
            + "say what there is").build());
  }

  public double component1() {
    return loss();
  }

  public double component2() {
    return trainError();
  }

  public double component3() {
    return testError();
  }
}
