package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;

/// `convnet-cifar10`: the lecture notes' convolutional network for CIFAR-10.
///
/// Shapes   `[3,32,32] -> [10]` logits.
/// Counts   214,806 parameters, 7,225,686 operations.
public final class ConvnetCifar10 implements Network {
  public static final String NAME = "convnet-cifar10";
  public static final Shape INPUT = Shape.of(3, 32, 32);

  public ConvnetCifar10() {}

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
