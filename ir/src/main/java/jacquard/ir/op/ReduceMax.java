package jacquard.ir.op;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Combine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `reduce_max`: the largest value; NaN wins, and equal ones share the slope evenly.
public record ReduceMax(List<Integer> axes, boolean keep) implements Reduction {
  public ReduceMax {
    axes = List.copyOf(axes);
  }

  @Override
  public Combine combine() {
    return Combine.MAX;
  }

  @Override
  public List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return SharedSlope.of(this, self, dy, g);
  }
}
