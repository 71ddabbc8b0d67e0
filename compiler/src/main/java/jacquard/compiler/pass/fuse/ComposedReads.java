package jacquard.compiler.pass.fuse;

import jacquard.compiler.cost.Budgets;
import jacquard.compiler.pass.Scalars;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.List;

/// The reads of a structure put together from those of several nodes; equal reads are one.
final class ComposedReads {
  private final List<Node> operands = new ArrayList<>();
  private final List<Access> reads = new ArrayList<>();
  Scalar body = Scalar.constant(0);

  /// The read of `operand` at `map`, whose indices are loaded from `given`.
  Scalar read(Node operand, List<IndexExpr> map, Access.Outside outside, List<Node> given) {
    var access = new Access(number(operand), Access.mapOperands(map, k -> number(given.get(k))), outside);
    if (!reads.contains(access)) {
      reads.add(access);
    }
    return Scalar.read(reads.indexOf(access));
  }

  private int number(Node operand) {
    if (!operands.contains(operand)) {
      operands.add(operand);
    }
    return operands.indexOf(operand);
  }

  List<Node> operands() {
    return operands;
  }

  boolean fits() {
    return reads.size() <= Budgets.OPERANDS && body.operations() <= Budgets.TREE
        && Scalars.operations(body) <= Budgets.OPERATIONS;
  }

  /// `s`, whose operands are `given`, with these reads and this body.
  Structure structure(Structure s, List<Node> given) {
    List<IndexExpr> write = Access.mapOperands(s.write(), k -> number(given.get(k)));
    return new Structure(s.axes(), reads, write, s.combine(), body);
  }
}
