package jacquard.api.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How a network does on a set of examples.
///
/// Units    `loss` is the mean over the examples, by their classes' weights where the loss has them, without penalties but in training;
///          `error` the fraction that is classified wrongly, where there are labels. `classification`, `regression` and `deadUnits` are
///          there where [Detail]s were asked for and the examples have labels, or targets that are numbers.
/// Numerics no figure is NaN: what was not measured is not there. Only a loss whose classes all weigh nothing has no mean.
public record Score(double loss, OptionalDouble error, Optional<Classification> classification, Optional<Regression> regression,
    List<DeadUnits> deadUnits) {
  public Score {
    deadUnits = List.copyOf(deadUnits);
  }

  /// Of examples without labels.
  public Score(double loss) {
    this(loss, OptionalDouble.empty());
  }

  public Score(double loss, double error) {
    this(loss, OptionalDouble.of(error));
  }

  public Score(double loss, OptionalDouble error) {
    this(loss, error, Optional.empty(), Optional.empty(), List.of());
  }

  /// `loss 0.25, error 12.50 %`; what was not measured is left out.
  @Override
  public String toString() {
    var parts = new ArrayList<String>();
    parts.add(Double.isNaN(loss) ? "no loss" : "loss " + Figures.number(loss));
    error.ifPresent(e -> parts.add("error " + Figures.percent(e)));
    classification.ifPresent(c -> {
      parts.add("F1 " + Figures.number(c.f1().macro()));
      c.rocAuc().ifPresent(a -> parts.add("ROC-AUC " + Figures.number(a)));
    });
    regression.ifPresent(r -> parts.add(r.toString()));
    return String.join(", ", parts);
  }

  public double component1() {
    return loss;
  }

  public OptionalDouble component2() {
    return error;
  }
}
