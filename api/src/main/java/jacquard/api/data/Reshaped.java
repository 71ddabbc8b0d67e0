package jacquard.api.data;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.UserError;

/// Another set's inputs under another shape of as many elements, row-major.
final class Reshaped extends DataView {
  private final Shape shape;

  Reshaped(DataSet data, Shape shape) {
    super(data);
    this.shape = UserError.given("the shape", shape);
    if (shape.isBatched() || shape.size() != data.inputShape().size()) {
      throw UserError.of("data/reshape").problem("the inputs do not take this shape").at(Loc.ofCaller())
          .got("inputs %s = %d elements, shape %s", data.inputShape(), data.inputShape().size(), shape)
          .expected("the shape of one example, of %d elements", data.inputShape().size()).build();
    }
  }

  @Override
  public Shape inputShape() {
    return shape;
  }
}
