package jacquard.ir.graph;

import jacquard.ir.TensorType;

/// `constant`: a value known when the graph is built.
public record Constant(ConstantData data) implements LeafOp {
  @Override
  public TensorType type() {
    return data.type();
  }
}
