package jacquard.ir.op;

import jacquard.ir.TensorType;

/// `input`: a value the caller gives at each run.
public record Input(String name, TensorType type) implements LeafOp {}
