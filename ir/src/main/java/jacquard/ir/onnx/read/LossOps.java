package jacquard.ir.onnx.read;

import java.util.Map;

/// Losses.
final class LossOps {
  private LossOps() {}

  static void addTo(Map<String, Translator> table) {
  }
}
