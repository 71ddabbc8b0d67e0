package jacquard.ir.graph;

import jacquard.ir.TensorType;

/// Where a value enters a graph; it has no operands.
public sealed interface LeafOp extends Op permits Input, State, Constant {
  TensorType type();

  @Override
  default TensorType infer(Operands in) {
    in.count(0);
    return type();
  }
}
