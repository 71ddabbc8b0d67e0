package jacquard.oracles;

import jacquard.ir.graph.Node;
import java.util.Map;
import java.util.function.Function;

/// PyTorch's normalisations.
final class TorchNormalizationOps {
  private TorchNormalizationOps() {}

  static void addTo(Map<String, Function<TorchGraph, Node>> table) {
  }
}
