package jacquard.api;

import jacquard.ir.TensorType;

/// A trainable tensor of a network: its name, type and how it starts; `index` numbers the parameters in definition order.
record Parameter(String name, TensorType type, int index, Initializer initializer, Fan fan) {
  long size() {
    return type.shape().size();
  }
}
