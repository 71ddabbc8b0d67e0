package jacquard.api.data;

import jacquard.ir.Shape;
import java.util.List;

/// Another set whose targets are its inputs, in place of labels.
final class Reconstruction extends DataView {
  Reconstruction(DataSet data) {
    super(data);
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }

  @Override
  public Shape targetShape() {
    return data.inputShape();
  }

  @Override
  public void copyTarget(int example, float[] into, int offset) {
    data.copyInput(example, into, offset);
  }

  @Override
  public void copyTarget(int example, double[] into, int offset) {
    data.copyInput(example, into, offset);
  }
}
