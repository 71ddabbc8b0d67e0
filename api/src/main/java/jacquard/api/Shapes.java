package jacquard.api;

/// Views of a [Tensor]: the same elements in another shape.
public sealed interface Shapes permits Tensor {
  /// All dimensions of one example as one: `[C,H,W] -> [C·H·W]`.
  default Tensor flatten() {
    return ShapeLayer.flatten(self());
  }

  /// The same elements in row-major order under another shape of equal size.
  default Tensor reshape(int... extents) {
    return ShapeLayer.reshape(self(), extents);
  }

  private Tensor self() {
    return (Tensor) this;
  }
}
