package jacquard.spark;

import jacquard.api.Model;
import jacquard.api.data.DataSet;
import jacquard.ir.Shape;
import java.util.Collections;
import java.util.Iterator;

/// The examples of a table in its order, as the driver sees them. Whoever goes through them from the first to the last gets them from the
/// executors partition by partition; any other one is fetched for itself.
final class TableExamples implements DataSet {
  private final ShardedData data;
  private final Model model;
  private final int classes;
  private Iterator<Example> following = Collections.emptyIterator();
  private int next = -1;

  /// Examples for `model`, of so many `classes`, or 0 where they have targets.
  TableExamples(ShardedData data, Model model, int classes) {
    this.data = data;
    this.model = model;
    this.classes = classes;
  }

  @Override
  public int size() {
    return Math.toIntExact(data.size());
  }

  @Override
  public Shape inputShape() {
    return model.inputShape();
  }

  @Override
  public Shape targetShape() {
    return classes > 0 ? Shape.of(classes) : model.outputShape();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    float[] input = example(example).input();
    System.arraycopy(input, 0, into, offset, input.length);
  }

  @Override
  public int label(int example) {
    return classes > 0 ? data.example(example).label() : DataSet.super.label(example);
  }

  @Override
  public void copyTarget(int example, float[] into, int offset) {
    if (classes > 0) {
      DataSet.super.copyTarget(example, into, offset);
      return;
    }
    float[] target = data.example(example).target();
    System.arraycopy(target, 0, into, offset, target.length);
  }

  private Example example(int number) {
    if (number == 1) { // the second one after the first: it goes on
      following = data.inOrder();
      following.next();
      next = 1;
    }
    if (number != next) {
      return data.example(number);
    }
    next++;
    return following.next();
  }
}
