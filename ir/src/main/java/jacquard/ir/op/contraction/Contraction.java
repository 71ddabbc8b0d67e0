package jacquard.ir.op.contraction;

import jacquard.ir.graph.StructuredOp;

/// A sum of products of two operands: `y[i] = Σ k  a[A(i, k)] · b[B(i, k)]`. One scheduler and one emitter serve them all.
public sealed interface Contraction extends StructuredOp permits Convolution, MatMul {}
