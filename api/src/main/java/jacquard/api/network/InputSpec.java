package jacquard.api.network;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;

/// One input of a network; `shape` is that of one example.
public record InputSpec(String name, Shape shape, DType dtype) {
  /// With the batch dimension.
  TensorType type() {
    return new TensorType(dtype, shape.batched());
  }

  InputSpec at(Shape other) {
    return new InputSpec(name, other, dtype);
  }
}
