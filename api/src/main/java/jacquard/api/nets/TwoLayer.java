package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;

/// `two-layer`: one hidden layer of 100 units, which sees pixels in no order.
///
/// Shapes   `[1,28,28] -> [10]` logits.
/// Counts   79,510 parameters, 79,510 operations.
public final class TwoLayer implements Network {
  public static final String NAME = "two-layer";
  public static final Shape INPUT = Shape.of(1, 28, 28);

  public TwoLayer() {}

  @Override
  public Tensor build(Tensor x) {
    return x.flatten().dense(100).relu().dense(10);
  }
}
