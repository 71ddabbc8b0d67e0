package jacquard.ir.op;

import jacquard.ir.loop.Combine;
import java.util.List;

/// `reduce_max`: the largest value; NaN wins, and the slope goes to the first maximum.
public record ReduceMax(List<Integer> axes, boolean keep) implements Reduction {
  public ReduceMax {
    axes = List.copyOf(axes);
  }

  @Override
  public Combine combine() {
    return Combine.MAX;
  }
}
