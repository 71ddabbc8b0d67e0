package jacquard.api.nets;

import jacquard.api.Network;
import jacquard.api.Tensor;
import jacquard.ir.Shape;

/// `linear`: a linear classifier of pixels, multinomial logistic regression: what a convolutional network must beat.
///
/// Shapes   `[1,28,28] -> [10]` logits.
/// Counts   7,850 parameters, 7,850 operations.
public final class LinearClassifier implements Network {
  public static final String NAME = "linear";
  public static final Shape INPUT = Shape.of(1, 28, 28);

  public LinearClassifier() {}

  @Override
  public Tensor build(Tensor x) {
    return x.flatten().dense(10);
  }
}
