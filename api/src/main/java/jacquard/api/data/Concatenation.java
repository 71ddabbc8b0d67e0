package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The examples of one set, then those of another.
record Concatenation(DataSet first, DataSet second) implements DataSet {
  Concatenation {
    boolean alike = first.inputShape().equals(UserError.given("the next data set", second).inputShape())
        && first.classes() == second.classes() && first.targetShape().equals(second.targetShape());
    if (!alike || (long) first.size() + second.size() > Integer.MAX_VALUE) {
      throw UserError.of("data/concat").problem("these data sets cannot be joined").at(Loc.ofCaller())
          .got("%s", text(first)).got("%s", text(second))
          .expected("equal inputs, classes and targets, and at most %d examples", Integer.MAX_VALUE).build();
    }
  }

  private static String text(DataSet data) {
    return String.format(Locale.ROOT,
        "%d examples %s, %d classes, targets %s", data.size(), data.inputShape(), data.classes(), data.targetShape());
  }

  private DataSet owner(int example) {
    return Objects.checkIndex(example, size()) < first.size() ? first : second;
  }

  private int place(int example) {
    return example < first.size() ? example : example - first.size();
  }

  @Override
  public int size() {
    return first.size() + second.size();
  }

  @Override
  public Shape inputShape() {
    return first.inputShape();
  }

  @Override
  public int classes() {
    return first.classes();
  }

  @Override
  public List<String> classNames() {
    return first.classNames();
  }

  @Override
  public int label(int example) {
    return owner(example).label(place(example));
  }

  @Override
  public Shape targetShape() {
    return first.targetShape();
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    owner(example).copyInput(place(example), into, offset);
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    owner(example).copyInput(place(example), into, offset);
  }

  @Override
  public void copyTarget(int example, float[] into, int offset) {
    owner(example).copyTarget(place(example), into, offset);
  }

  @Override
  public void copyTarget(int example, double[] into, int offset) {
    owner(example).copyTarget(place(example), into, offset);
  }
}
