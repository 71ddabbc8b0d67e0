package jacquard.api.network;

import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import org.jspecify.annotations.Nullable;

/// A tensor a network holds: its name, type and how it starts.
///
/// A `trainable` one is moved by the optimiser; the others, statistics such as a running mean, take what their layer gives them in a
/// training step. `index` numbers each of the two kinds in definition order, parameters of the training mode alone last. Elements where
/// `kept` is 0 are always zero: a mask leaves them out.
public record Parameter(String name, TensorType type, boolean trainable, int index, Initializer initializer, Fan fan,
    @Nullable NdArray kept) {
  long size() {
    return type.shape().size();
  }

  Parameter numbered(int number) {
    return new Parameter(name, type, trainable, number, initializer, fan, kept);
  }

  /// Whether a mask leaves out the element.
  boolean isMasked(int element) {
    return kept != null && kept.get(element) == 0;
  }
}
