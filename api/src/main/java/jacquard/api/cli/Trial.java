package jacquard.api.cli;

import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.Locale;

/// One setting that `search` tried; `validationError` and `loss` are NaN where training diverged.
record Trial(int number, int round, double learningRate, double weightDecay, double validationError, double loss, double seconds) {
  /// Best first, diverged last; of equal errors the smaller loss, then the earlier trial.
  static final Comparator<Trial> ORDER =
      Comparator.comparingDouble(Trial::validationError).thenComparingDouble(Trial::loss).thenComparingInt(Trial::number);

  JsonObject document() {
    var row = new JsonObject();
    row.addProperty("trial", number);
    row.addProperty("round", round);
    row.addProperty("learningRate", learningRate);
    row.addProperty("weightDecay", weightDecay);
    row.addProperty("validationError", TrainCommand.number(validationError));
    row.addProperty("loss", TrainCommand.number(loss));
    row.addProperty("seconds", seconds);
    return row;
  }

  /// `trial 3   round 1   lr 1.23e-03   weight decay 4.56e-04   validation error  2.31 %`.
  @Override
  public String toString() {
    String result = Double.isNaN(validationError) ? "diverged"
        : String.format(Locale.ROOT, "validation error %5.2f %%", 100 * validationError);
    return String.format(Locale.ROOT, "trial %-3d round %d   lr %.2e   weight decay %.2e   %s", number, round, learningRate, weightDecay,
        result);
  }
}
