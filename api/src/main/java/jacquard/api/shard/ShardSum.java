package jacquard.api.shard;

import jacquard.ir.DType;
import java.io.Serializable;

/// What some shards of one batch gave, added up: gradients, each times what its mean was divided by, and statistics, each times its
/// examples.
///
/// Numerics in the model's element type; losses in double.
public final class ShardSum implements Serializable {
  final FlatArray values;
  private double loss;
  private double weight;
  private long examples;
  private long wrong;

  ShardSum(DType dtype, int size) {
    this.values = FlatArray.zeros(dtype, size);
  }

  void count(double meanLoss, double itsWeight, int itsExamples, int itsWrong) {
    loss += meanLoss * itsWeight;
    weight += itsWeight;
    examples += itsExamples;
    wrong += itsWrong;
  }

  /// This sum, `other` added to it.
  ShardSum add(ShardSum other) {
    if (other.examples > 0) {
      values.add(other.values);
      loss += other.loss;
      weight += other.weight;
      examples += other.examples;
      wrong += other.wrong;
    }
    return this;
  }

  /// The mean loss; NaN where no example counts.
  public double meanLoss() {
    return loss / weight;
  }

  /// What the mean is divided by: the number of examples, or the sum of their classes' weights.
  public double weight() {
    return weight;
  }

  public long examples() {
    return examples;
  }

  /// How many examples the network took for another class; 0 where they have no labels.
  public long wrong() {
    return wrong;
  }

  /// What it takes in memory and, nearly, on the wire.
  public long bytes(DType dtype) {
    return (long) values.size() * dtype.bytes();
  }
}
