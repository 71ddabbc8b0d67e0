package jacquard.spark;

import jacquard.api.data.DataSet;
import jacquard.api.shard.Sharding;
import jacquard.ir.Shape;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The examples of one shard, in the order of their numbers in the whole set.
final class ShardExamples implements DataSet, Serializable {
  private final int shard;
  private final int[] inputExtents;
  private final int[] targetExtents;
  private final int classes;
  private final Example[] examples;
  private transient int epoch;
  private transient int @Nullable [] order;

  ShardExamples(int shard, int[] inputExtents, int[] targetExtents, int classes, List<Example> examples) {
    this.shard = shard;
    this.inputExtents = inputExtents;
    this.targetExtents = targetExtents;
    this.classes = classes;
    this.examples = examples.toArray(Example[]::new);
  }

  int shard() {
    return shard;
  }

  Example example(int place) {
    return examples[place];
  }

  /// The order of `epochNumber`, kept while it lasts.
  synchronized int[] order(Sharding sharding, long seed, int epochNumber) {
    if (order == null || epoch != epochNumber) {
      order = sharding.order(seed, epochNumber, shard, examples.length);
      epoch = epochNumber;
    }
    return order;
  }

  @Override
  public int size() {
    return examples.length;
  }

  @Override
  public Shape inputShape() {
    return Shape.of(inputExtents);
  }

  @Override
  public Shape targetShape() {
    return Shape.of(targetExtents);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    float[] input = examples[example].input();
    System.arraycopy(input, 0, into, offset, input.length);
  }

  @Override
  public int label(int example) {
    return classes > 0 ? examples[example].label() : DataSet.super.label(example);
  }

  @Override
  public void copyTarget(int example, float[] into, int offset) {
    if (classes > 0) {
      DataSet.super.copyTarget(example, into, offset);
      return;
    }
    float[] target = examples[example].target();
    System.arraycopy(target, 0, into, offset, target.length);
  }
}
