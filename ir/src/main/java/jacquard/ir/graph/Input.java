package jacquard.ir.graph;

import jacquard.ir.TensorType;

/// `input`: a value the caller gives at each run.
public record Input(String name, TensorType type) implements LeafOp {}
