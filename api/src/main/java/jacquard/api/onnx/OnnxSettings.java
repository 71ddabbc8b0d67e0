package jacquard.api.onnx;

import jacquard.ir.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/// What [jacquard.api.options.OnnxOptions] sets.
public final class OnnxSettings {
  /// Shapes of one example, by the inputs' names.
  public final Map<String, Shape> inputs = new LinkedHashMap<>();
}
