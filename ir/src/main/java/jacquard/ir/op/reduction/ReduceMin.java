package jacquard.ir.op.reduction;

import jacquard.ir.loop.Combine;
import java.util.List;

/// `reduce_min`: the smallest value; NaN wins, and equal ones share the slope evenly.
public record ReduceMin(List<Integer> axes, boolean keep) implements Reduction {
  public ReduceMin {
    axes = List.copyOf(axes);
  }

  @Override
  public Combine combine() {
    return Combine.MIN;
  }
}
