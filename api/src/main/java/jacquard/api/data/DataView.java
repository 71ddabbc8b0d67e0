package jacquard.api.data;

import jacquard.ir.Shape;
import java.util.List;

/// Another data set seen differently; what a subclass leaves alone is the other set's.
abstract class DataView implements DataSet {
  final DataSet data;

  DataView(DataSet data) {
    this.data = data;
  }

  /// The number in the other set of this set's `example`.
  int place(int example) {
    return example;
  }

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Shape inputShape() {
    return data.inputShape();
  }

  @Override
  public int classes() {
    return data.classes();
  }

  @Override
  public List<String> classNames() {
    return data.classNames();
  }

  @Override
  public int label(int example) {
    return data.label(place(example));
  }

  @Override
  public Shape targetShape() {
    return data.targetShape();
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    data.copyInput(place(example), into, offset);
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    data.copyInput(place(example), into, offset);
  }

  @Override
  public void copyTarget(int example, float[] into, int offset) {
    data.copyTarget(place(example), into, offset);
  }

  @Override
  public void copyTarget(int example, double[] into, int offset) {
    data.copyTarget(place(example), into, offset);
  }
}
