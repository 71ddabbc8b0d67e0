package jacquard.api.report;

import java.util.ArrayList;
import java.util.Locale;

/// How a network does on a set of examples.
///
/// Units    `loss` is the mean over the examples, without penalties, by their classes' weights where the loss has them; `error` the
///          fraction that is classified wrongly, NaN where there are no labels.
public record Score(double loss, double error) {
  /// Where nothing was measured.
  public static final Score NONE = new Score(Double.NaN, Double.NaN);

  /// `loss 0.25, error 12.5 %`; what was not measured is left out.
  @Override
  public String toString() {
    var parts = new ArrayList<String>();
    if (!Double.isNaN(loss)) {
      parts.add("loss " + loss);
    }
    if (!Double.isNaN(error)) {
      parts.add(String.format(Locale.ROOT, "error %.2f %%", 100 * error));
    }
    return parts.isEmpty() ? "not measured" : String.join(", ", parts);
  }

  public double component1() {
    return loss;
  }

  public double component2() {
    return error;
  }
}
