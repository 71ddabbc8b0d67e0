package jacquard.spark;

import jacquard.api.data.DataSet;
import jacquard.ir.Shape;
import java.util.Collections;
import java.util.Iterator;
import scala.Tuple2;

/// The inputs of a table in its order, read from the executors partition by partition: for those who go through them from the first to the
/// last, as often as they like.
final class OrderedInputs implements DataSet {
  private final ShardedData data;
  private final Shape shape;
  private Iterator<Tuple2<Tuple2<Example.Key, Example>, Long>> rows = Collections.emptyIterator();
  private int next = -1;

  OrderedInputs(ShardedData data, Shape shape) {
    this.data = data;
    this.shape = shape;
  }

  @Override
  public int size() {
    return Math.toIntExact(data.size());
  }

  @Override
  public Shape inputShape() {
    return shape;
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    if (example == 0) {
      rows = data.ordered().toLocalIterator();
      next = 0;
    }
    if (example != next++) {
      throw new IllegalStateException("inputs are read in order, but example " + example + " was asked for after " + (next - 2));
    }
    float[] input = rows.next()._1()._2().input();
    System.arraycopy(input, 0, into, offset, input.length);
  }
}
