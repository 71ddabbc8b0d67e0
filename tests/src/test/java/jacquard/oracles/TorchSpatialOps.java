package jacquard.oracles;

import jacquard.ir.graph.Node;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's padding, resampling, unfolding and the rarer poolings.
final class TorchSpatialOps {
  private TorchSpatialOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
  }
}
