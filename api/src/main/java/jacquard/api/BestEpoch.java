package jacquard.api;

import jacquard.ir.NdArray;
import java.util.Map;

/// The best epoch so far by its validation score, its parameters, and for how many epochs nothing improved.
final class BestEpoch {
  private final EarlyStopping rule;
  private double value = Double.POSITIVE_INFINITY;
  private int number;
  private int since;
  private Map<String, NdArray> values = Map.of();

  BestEpoch(EarlyStopping rule) {
    this.rule = rule;
  }

  /// Whether `score` improves on the best by more than the least difference; it is then the best. NaN never improves.
  boolean improves(int epoch, Score score) {
    double now = rule.byLoss() || Double.isNaN(score.error()) ? score.loss() : score.error();
    if (now < value - rule.minDelta()) {
      value = now;
      number = epoch;
      since = 0;
      return true;
    }
    since++;
    return false;
  }

  void keep(Map<String, NdArray> parameters) {
    values = parameters;
  }

  /// The number of the best epoch, 0 before there is one.
  int number() {
    return number;
  }

  /// Whether nothing has improved for too long.
  boolean isExhausted() {
    return since >= rule.patience();
  }

  /// What was kept of the best epoch; empty where there is none.
  Map<String, NdArray> values() {
    return values;
  }
}
