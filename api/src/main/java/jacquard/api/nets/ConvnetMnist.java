package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;

/// `convnet-mnist`: the lecture notes' convolutional network for MNIST.
///
/// Shapes   `[1,28,28] -> [10]` logits.
/// Counts   155,606 parameters, 3,886,166 operations.
public final class ConvnetMnist implements Network {
  public static final String NAME = "convnet-mnist";
  public static final Shape INPUT = Shape.of(1, 28, 28);

  public ConvnetMnist() {}

  @Override
  public Tensor build(Tensor x) {
    return x
        .conv(32, 5).relu().maxPool(2)
        .conv(64, 5).relu().maxPool(2)
        .flatten()
        .dense(100).relu()
        .dense(10);
  }
}
