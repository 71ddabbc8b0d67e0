package jacquard.api.train;

import jacquard.ir.NdArray;
import java.util.List;

/// The mean of a loss over batches, which is that over all their examples: a batch counts by what its own mean was divided by.
///
///     Σ batches  loss · weight / Σ batches  weight
///     weight = Σ examples  w_label, or the number of examples where classes have no weights
///
/// Numerics summed in double with compensation (Neumaier 1974), so that neither the number nor the order of batches shows beyond the
/// rounding of their losses. A batch without weight has no mean; nothing is taken of it.
public final class MeanLoss {
  private final List<Double> weights;
  private double sum;
  private double lost;
  private double weight;

  /// Of a loss whose classes count by `weights`; none means alike.
  public MeanLoss(List<Double> weights) {
    this.weights = weights;
  }

  /// What the mean over `batch` is divided by.
  double weight(Batch batch) {
    return weight(weights, batch.target(), batch.size());
  }

  /// As the method above, for `size` examples of these targets.
  public static double weight(List<Double> weights, NdArray target, int size) {
    if (weights.isEmpty()) {
      return size;
    }
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += weights.get(target.ints()[i]);
    }
    return total;
  }

  public void add(double loss, Batch batch) {
    add(loss, weight(batch));
  }

  /// As the method above, for a batch that counts by `share`.
  void add(double loss, double share) {
    if (share == 0) {
      return;
    }
    double term = loss * share;
    double next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
    weight += share;
  }

  /// NaN where nothing was taken.
  public double value() {
    return (sum + lost) / weight;
  }

  double sum() {
    return sum;
  }

  double lost() {
    return lost;
  }

  double weight() {
    return weight;
  }

  /// Goes on from what [#sum()], [#lost()] and [#weight()] were.
  void restore(TrainingState.Sums sums) {
    sum = sums.loss();
    lost = sums.lost();
    weight = sums.weight();
  }

  void clear() {
    sum = 0;
    lost = 0;
    weight = 0;
  }
}
