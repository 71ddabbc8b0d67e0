package jacquard.ir.graph;

import jacquard.ir.loop.Structure;

/// An op that is a loop nest around a scalar body: reference evaluation, compiled loops and adjoint follow from its structure.
public non-sealed interface StructuredOp extends Op {
  /// The loops, for operands of these types.
  Structure structure(Operands in);
}
