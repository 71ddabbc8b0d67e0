package jacquard.api.report;

import java.util.OptionalDouble;

/// How far outputs are from targets that are numbers.
///
///     meanAbsoluteError = mean |y − t|     rootMeanSquaredError = √mean (y − t)²     r2 = 1 − Σ (y − t)² / Σ (t − t̄)²
///
/// with `t̄` the mean of each element of the targets over the examples; sums are over elements and examples.
/// Numerics `r2` is not there where the targets do not vary. Summed in double.
public record Regression(long examples, double meanAbsoluteError, double rootMeanSquaredError, OptionalDouble r2) {
  /// `mean absolute error 0.12, R² 0.93`.
  @Override
  public String toString() {
    String mean = "mean absolute error " + Figures.number(meanAbsoluteError);
    return r2.isPresent() ? mean + ", R² " + Figures.number(r2.getAsDouble()) : mean;
  }
}
