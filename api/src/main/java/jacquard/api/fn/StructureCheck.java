package jacquard.api.fn;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Generic;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Structure;
import java.util.List;

/// A structure a user gave, checked against the operands it is for.
public final class StructureCheck {
  private StructureCheck() {}

  /// The op of `structure`, in the first operand's element type.
  public static Generic op(Structure structure, List<TensorType> operands) {
    for (Access read : structure.reads()) {
      boolean known = read.operand() >= 0 && read.operand() < operands.size();
      if (!known || operands.get(read.operand()).rank() != read.map().size()) {
        throw error("operands", "a read does not fit its operand").got("%d indices of operand %d", read.map().size(), read.operand())
            .got("operands %s", operands).expected("one index per dimension, of an operand there is").build();
      }
    }
    if (operands.isEmpty() || !operands.stream().allMatch(t -> t.dtype().isFloat() && t.dtype() == operands.getFirst().dtype())) {
      throw error("operands", "the operands have not one floating-point type").got("%s", operands).build();
    }
    if (!structure.gathers() || structure.combine().isPosition()) {
      throw error("write", "the result is not written at indices of its own").got("%s by %s", structure.write(), structure.combine().text())
          .expected("distinct axes, such as IndexExpr.var(0)")
          .fix("give the type too: Value.of(new Generic(structure, type), operands)").build();
    }
    Shape shape = Shape.of(structure.write().stream().map(w -> structure.axes().get(w.asVar()).extent()).toList());
    return new Generic(structure, operands.getFirst().shaped(shape));
  }

  private static UserError.Builder error(String reason, String problem) {
    return UserError.of("structure/" + reason).problem("structure: %s", problem).at(Loc.ofCaller());
  }
}
