package jacquard.ir.onnx.read;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The table from operators to what they become, by domain and name.
final class Operators {
  private static final String TRAINING = "ai.onnx.preview.training";
  private static final Map<String, Translator> DEFAULT = new TreeMap<>();
  private static final Map<String, Translator> TRAINING_SET = new TreeMap<>();

  static {
    ElementwiseOps.addTo(DEFAULT);
    ArithmeticOps.addTo(DEFAULT);
    ContractionOps.addTo(DEFAULT);
    PoolingOps.addTo(DEFAULT);
    NormalizationOps.addTo(DEFAULT);
    SoftmaxOps.addTo(DEFAULT);
    ReductionOps.addTo(DEFAULT);
    ReshapeOps.addTo(DEFAULT);
    ShapeOps.addTo(DEFAULT);
    ConstantOps.addTo(DEFAULT);
    IndexOps.addTo(DEFAULT);
    ResizeOps.addTo(DEFAULT);
    SamplingOps.addTo(DEFAULT);
    LossOps.addTo(DEFAULT);
    TrainingOps.addTo(DEFAULT, TRAINING_SET);
  }

  private Operators() {}

  static Optional<Translator> find(String domain, String operator) {
    return Optional.ofNullable(domain.isEmpty() ? DEFAULT.get(operator) : domain.equals(TRAINING) ? TRAINING_SET.get(operator) : null);
  }

  static Set<String> names() {
    return Collections.unmodifiableSet(DEFAULT.keySet());
  }
}
