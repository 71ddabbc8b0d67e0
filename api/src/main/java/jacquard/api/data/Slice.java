package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Objects;

/// The examples `[from, from + size)` of another set.
record Slice(DataSet whole, int from, int size) implements DataSet {
  static DataSet of(DataSet whole, int from, int to) {
    if (from < 0 || to < from || to > whole.size()) {
      throw UserError.of("data/slice").problem("a slice reaches outside its data set").at(Loc.ofCaller())
          .got("[%d, %d)", from, to).expected("0 <= from <= to <= %d", whole.size()).build();
    }
    return new Slice(whole, from, to - from);
  }

  private int place(int example) {
    return from + Objects.checkIndex(example, size);
  }

  @Override
  public Shape inputShape() {
    return whole.inputShape();
  }

  @Override
  public int classes() {
    return whole.classes();
  }

  @Override
  public int label(int example) {
    return whole.label(place(example));
  }

  @Override
  public Shape targetShape() {
    return whole.targetShape();
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    whole.copyInput(place(example), into, offset);
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    whole.copyInput(place(example), into, offset);
  }

  @Override
  public void copyTarget(int example, float[] into, int offset) {
    whole.copyTarget(place(example), into, offset);
  }

  @Override
  public void copyTarget(int example, double[] into, int offset) {
    whole.copyTarget(place(example), into, offset);
  }
}
