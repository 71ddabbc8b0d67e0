package jacquard.ir.op.pooling;

import jacquard.ir.graph.StructuredOp;

/// A weighted sum or a maximum over windows of the spatial dimensions, `x[N,C,H…] -> y[N,C,P…]`.
public sealed interface Pooling extends StructuredOp permits WindowPooling, AdaptivePooling, Interpolate {}
