package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;

/// `lenet5`: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", figure 2, with full
/// connections, plain average pooling, tanh, and a dense layer in place of the RBF units.
///
/// Shapes   `[1,28,28] -> [10]` logits; the padding of 2 makes it the paper's 32x32.
/// Counts   61,706 parameters, 429,342 operations.
public final class Lenet5 implements Network {
  public static final String NAME = "lenet5";
  public static final Shape INPUT = Shape.of(1, 28, 28);

  public Lenet5() {}

  @Override
  public Tensor build(Tensor x) {
    return x
        .conv(6, 5, c -> c.padding(2)).tanh().avgPool(2)
        .conv(16, 5).tanh().avgPool(2)
        .conv(120, 5).tanh()
        .flatten()
        .dense(84).tanh()
        .dense(10);
  }
}
