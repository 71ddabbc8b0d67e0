package jacquard.compiler.pass;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.Fused;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import java.util.stream.IntStream;

/// What rules ask about a node's structure and shapes.
public final class NodeFacts {
  private NodeFacts() {}

  /// The loops of a structured node.
  public static Structure of(Node node) {
    return ((StructuredOp) node.op()).structure(node.operands());
  }

  /// Whether an elementwise node computes the same wherever its operands' elements stand, and draws no random numbers.
  public static boolean isPlaceless(Node node) {
    return node.op() instanceof Elementwise && !draws(node) && !(node.op() instanceof Map m && Scalars.usesPlace(m.body()));
  }

  /// Whether a structured node draws random numbers, so that it has no vector form and no other op shall share its loops.
  public static boolean draws(Node node) {
    return switch (node.op()) {
      case Map m -> Scalars.draws(m.body());
      case Generic g -> Scalars.draws(g.structure().body()) || Scalars.draws(g.structure().epilogue());
      case Fused f -> Scalars.draws(f.epilogue()) || f.root() instanceof Generic g && Scalars.draws(g.structure().body());
      default -> false;
    };
  }

  /// Whether a reshape between these shapes is legal: a batch dimension is the outermost one, but for extents of 1.
  public static boolean reshapes(Shape from, Shape to) {
    return batchOutermost(from) && batchOutermost(to);
  }

  private static boolean batchOutermost(Shape shape) {
    int batch = IntStream.range(0, shape.rank()).filter(d -> shape.dim(d).perBatch()).findFirst().orElse(0);
    return shape.slice(0, batch).dims().stream().allMatch(Dim::isOne);
  }
}
