package jacquard.ir.onnx.read;

import java.util.Map;

/// Sampling at the points of a grid.
final class SamplingOps {
  private SamplingOps() {}

  static void addTo(Map<String, Translator> table) {
  }
}
