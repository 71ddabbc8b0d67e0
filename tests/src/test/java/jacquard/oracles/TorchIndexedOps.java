package jacquard.oracles;

import jacquard.ir.graph.Node;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's gathering, grid sampling and deformable convolution.
final class TorchIndexedOps {
  private TorchIndexedOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
  }
}
