package jacquard.ir.op.reduction;

import jacquard.ir.loop.Combine;
import java.util.List;

/// `reduce_sum`: the sum, in element order.
public record ReduceSum(List<Integer> axes, boolean keep) implements Reduction {
  public ReduceSum {
    axes = List.copyOf(axes);
  }

  @Override
  public Combine combine() {
    return Combine.SUM;
  }
}
