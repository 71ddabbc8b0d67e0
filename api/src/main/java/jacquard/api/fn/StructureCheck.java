package jacquard.api.fn;

import jacquard.ir.Loc;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import jacquard.ir.graph.Generic;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.List;

/// A structure a user gave, checked against the operands it is for.
public final class StructureCheck {
  private StructureCheck() {}

  /// Requires what `structure` reads, writes and computes with to be there: operands, axes and accesses.
  ///
  /// Errors: `structure/operands`, `structure/write`, `structure/body`.
  public static void requireKnown(Structure structure, List<TensorType> operands) {
    for (Access read : structure.reads()) {
      boolean known = read.operand() >= 0 && read.operand() < operands.size();
      if (!known || operands.get(read.operand()).rank() != read.map().size()) {
        throw error("operands", "a read does not fit its operand").got("%d indices of operand %d", read.map().size(), read.operand())
            .got("operands %s", operands).expected("one index per dimension, of an operand there is").build();
      }
      requireAxes("operands", "a read uses", structure, read.map());
      requireLoads("operands", read.map(), operands);
    }
    requireAxes("write", "the result is written at", structure, structure.write());
    requireLoads("write", structure.write(), operands);
    requireLeaves("body", structure.body(), structure);
    requireLeaves("epilogue", structure.epilogue(), structure);
  }

  private static void requireAxes(String reason, String what, Structure structure, List<IndexExpr> map) {
    int count = structure.axes().size();
    map.forEach(index -> index.substitute(axis -> {
      if (axis < 0 || axis >= count) {
        throw error(reason, what + " an axis that there is not").got("axis %d in %s", axis, map).got("axes %s", structure.axes())
            .expected("an axis in [0, %d)", count).build();
      }
      return IndexExpr.var(axis);
    }));
  }

  private static void requireLoads(String reason, List<IndexExpr> map, List<TensorType> operands) {
    map.stream().flatMap(IndexExpr::loads).forEach(load -> {
      boolean known = load.operand() >= 0 && load.operand() < operands.size();
      if (!known || operands.get(load.operand()).dtype().isFloat() || operands.get(load.operand()).rank() != load.map().size()) {
        throw error(reason, "an index is not loaded from an integer operand").got("%d indices of operand %d", load.map().size(),
            load.operand()).got("operands %s", operands).expected("one index per dimension, of an operand of integers").build();
      }
    });
  }

  private static void requireLeaves(String where, Scalar value, Structure structure) {
    value.mapLeaves(leaf -> {
      if (leaf instanceof Scalar.Read(int access) && (access < 0 || access >= structure.reads().size())) {
        throw error("body", "the " + where + " takes a read that there is not").got("read %d", access)
            .expected("a read in [0, %d), which counts the accesses", structure.reads().size())
            .fix("add Access.of(operand, indices…) to the reads").build();
      }
      if (leaf instanceof Scalar.Acc && where.equals("body")) {
        throw error("body", "the body takes the accumulated value, which the epilogue alone has").got("%s", value)
            .expected("reads, indices and numbers").build();
      }
      if (leaf instanceof Scalar.Index(IndexExpr index)) {
        requireAxes("body", "the " + where + " uses", structure, List.of(index));
      }
      return leaf;
    });
  }

  /// The op of `structure`, in the first operand's element type.
  public static Generic op(Structure structure, List<TensorType> operands) {
    requireKnown(structure, operands);
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
