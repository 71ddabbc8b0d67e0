package jacquard.api.train;

import jacquard.api.report.Score;
import jacquard.ir.NdArray;
import java.util.Map;

/// The best epoch so far by its validation score, its parameters, and for how many epochs nothing improved.
public final class BestEpoch {
  private final int patience;
  private final double minDelta;
  private final boolean byLoss;
  private double value = Double.POSITIVE_INFINITY;
  private int number;
  private int since;
  private Map<String, NdArray> values = Map.of();

  /// One that nothing ends: every improvement counts, by the error where there is one.
  public BestEpoch() {
    this(Integer.MAX_VALUE, 0, false);
  }

  public BestEpoch(int patience, double minDelta, boolean byLoss) {
    this.patience = patience;
    this.minDelta = minDelta;
    this.byLoss = byLoss;
  }

  /// Whether `score` improves on the best by more than the least difference; it is then the best. NaN never improves.
  boolean improves(int epoch, Score score) {
    double now = byLoss ? score.loss() : score.error().orElse(score.loss());
    if (now < value - minDelta) {
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

  TrainingState.Best state() {
    return new TrainingState.Best(value, number, since, values);
  }

  /// Goes on from `state`.
  void restore(TrainingState.Best state) {
    value = state.value();
    number = state.number();
    since = state.since();
    values = state.values();
  }

  /// The number of the best epoch, 0 before there is one.
  int number() {
    return number;
  }

  /// Whether nothing has improved for too long.
  boolean isExhausted() {
    return since >= patience;
  }

  /// What was kept of the best epoch; empty where there is none.
  Map<String, NdArray> values() {
    return values;
  }
}
