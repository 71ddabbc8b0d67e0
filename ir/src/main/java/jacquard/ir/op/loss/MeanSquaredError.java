package jacquard.ir.op.loss;

import jacquard.ir.loop.Scalar;
import java.util.List;

/// `mean_squared_error`: `(prediction − target)²`, over all elements reduced to a mean or a sum, or left as it is.
public record MeanSquaredError(LossReduction reduction) implements PairLoss {
  @Override
  public Scalar loss(List<Scalar> x) {
    Scalar difference = x.getFirst().minus(x.getLast());
    return difference.times(difference);
  }
}
