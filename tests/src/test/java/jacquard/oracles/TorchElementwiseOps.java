package jacquard.oracles;

import jacquard.ir.graph.Node;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's activations, reductions and losses.
final class TorchElementwiseOps {
  private TorchElementwiseOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
  }
}
