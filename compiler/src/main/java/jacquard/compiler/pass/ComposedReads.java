package jacquard.compiler.pass;

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

  /// The read of `operand` at `map`.
  Scalar read(Node operand, List<IndexExpr> map, Access.Outside outside) {
    if (!operands.contains(operand)) {
      operands.add(operand);
    }
    var access = new Access(operands.indexOf(operand), map, outside);
    if (!reads.contains(access)) {
      reads.add(access);
    }
    return Scalar.read(reads.indexOf(access));
  }

  List<Node> operands() {
    return operands;
  }

  boolean fits() {
    return reads.size() <= FusedBody.MAX_OPERANDS && body.operations() <= FusedBody.MAX_TREE
        && Scalars.operations(body) <= FusedBody.MAX_OPERATIONS;
  }

  /// `s` with these reads and this body.
  Structure structure(Structure s) {
    return new Structure(s.axes(), reads, s.write(), s.combine(), body);
  }
}
