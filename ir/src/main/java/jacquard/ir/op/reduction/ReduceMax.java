package jacquard.ir.op.reduction;

import jacquard.ir.loop.Combine;
import java.util.List;

/// `reduce_max`: the largest value; NaN wins, and equal ones share the slope evenly.
public record ReduceMax(List<Integer> axes, boolean keep) implements Reduction {
  public ReduceMax {
    axes = List.copyOf(axes);
  }

  @Override
  public Combine combine() {
    return Combine.MAX;
  }
}
