package jacquard.ir.graph;

import jacquard.ir.TensorType;

/// `state`: a value kept between runs: a parameter, a running average, an optimiser's slot. A graph may pair it with its next value.
public record State(String name, TensorType type) implements LeafOp {}
