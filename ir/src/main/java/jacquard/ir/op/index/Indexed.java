package jacquard.ir.op.index;

import jacquard.ir.DType;
import jacquard.ir.graph.Operands;
import jacquard.ir.graph.StructuredOp;

/// A structured op that takes indices from an operand of integers.
///
/// An index outside the dimension it counts along reads 0 and writes nothing. Nothing flows back to indices.
public sealed interface Indexed extends StructuredOp permits Gather, GatherElements, MaxUnpool, OneHot {
  /// Requires operand `operand` to hold integers.
  static void integers(Operands in, int operand, String name) {
    DType dtype = in.type(operand).dtype();
    if (dtype != DType.I32 && dtype != DType.I64) {
      throw in.error("dtype", "%s must hold integers", name).got("%s %s", name, in.type(operand)).expected("i32 or i64").build();
    }
  }
}
