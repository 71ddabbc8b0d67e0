package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Objects;

/// Arrays of inputs and class labels, checked once.
final class LabelledData extends Labelled {
  private final Shape inputShape;
  private final int width;
  private final Rows inputs;

  LabelledData(Shape inputShape, Rows inputs, int[] labels, int classes) {
    super(labels, classes);
    this.inputShape = inputShape;
    this.inputs = inputs;
    int count = inputs.count("input", inputShape);
    this.width = Math.toIntExact(inputShape.size());
    if (count != labels.length) {
      throw UserError.of("data/counts").problem("inputs and labels disagree on the number of examples").at(Loc.ofCaller())
          .got("%d inputs (%d elements / %d of shape %s), %d labels", count, inputs.length(), width, inputShape, labels.length)
          .expected("as many labels as inputs").fix("give one label for each input").build();
    }
  }

  @Override
  public Shape inputShape() {
    return inputShape;
  }

  @Override
  public void copyInput(int example, float[] into, int offset) {
    inputs.copy(Objects.checkIndex(example, size()) * width, width, into, offset);
  }

  @Override
  public void copyInput(int example, double[] into, int offset) {
    inputs.copy(Objects.checkIndex(example, size()) * width, width, into, offset);
  }
}
