package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Objects;

/// Arrays of inputs and targets, checked once.
final class RegressionData implements DataSet {
  private final Shape inputShape;
  private final Rows inputs;
  private final Shape targetShape;
  private final Rows targets;
  private final int size;
  private final int inputWidth;
  private final int targetWidth;

  RegressionData(Shape inputShape, Rows inputs, Shape targetShape, Rows targets) {
    this.inputShape = inputShape;
    this.inputs = inputs;
    this.targetShape = targetShape;
    this.targets = targets;
    this.size = inputs.count("input", inputShape);
    int targetCount = targets.count("target", targetShape);
    if (size != targetCount) {
      throw UserError.of("data/counts").problem("inputs and targets disagree on the number of examples").at(Loc.ofCaller())
          .got("%d inputs of shape %s, %d targets of shape %s", size, inputShape, targetCount, targetShape)
          .expected("as many targets as inputs").fix("give one target for each input").build();
    }
    this.inputWidth = Math.toIntExact(inputShape.size());
    this.targetWidth = Math.toIntExact(targetShape.size());
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Shape inputShape() {
    return inputShape;
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Shape targetShape() {
    return targetShape;
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    inputs.copy(Objects.checkIndex(example, size) * inputWidth, inputWidth, into, offset);
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    inputs.copy(Objects.checkIndex(example, size) * inputWidth, inputWidth, into, offset);
  }

  @Override
  public void copyTarget(int example, float[] into, int offset) {
    targets.copy(Objects.checkIndex(example, size) * targetWidth, targetWidth, into, offset);
  }

  @Override
  public void copyTarget(int example, double[] into, int offset) {
    targets.copy(Objects.checkIndex(example, size) * targetWidth, targetWidth, into, offset);
  }
}
