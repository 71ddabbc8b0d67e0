package jacquard.api;

/// How a network does on a set of examples.
///
/// Units    `loss` is the mean over the examples, without penalties, by their classes' weights where the loss has them; `error` the
///          fraction that is classified wrongly, NaN where there are no labels.
public record Score(double loss, double error) {
  /// Where nothing was measured.
  static final Score NONE = new Score(Double.NaN, Double.NaN);

  public double component1() {
    return loss;
  }

  public double component2() {
    return error;
  }
}
