package jacquard.api.train;

import jacquard.ir.TensorType;
import java.util.List;

/// What a loss compares outputs with: the targets' type, with the batch dimension, and how much each class counts; no weights means alike.
public record Targets(TensorType type, List<Double> classWeights) {
  public Targets {
    classWeights = List.copyOf(classWeights);
  }
}
