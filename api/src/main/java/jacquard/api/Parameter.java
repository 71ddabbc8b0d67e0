package jacquard.api;

import jacquard.ir.TensorType;

/// A tensor a network holds: its name, type and how it starts.
///
/// A `trainable` one is moved by the optimiser; the others, statistics such as a running mean, take what their layer gives them in a
/// training step. `index` numbers each of the two kinds in definition order, parameters of the training mode alone last.
record Parameter(String name, TensorType type, boolean trainable, int index, Initializer initializer, Fan fan) {
  long size() {
    return type.shape().size();
  }

  Parameter numbered(int number) {
    return new Parameter(name, type, trainable, number, initializer, fan);
  }
}
