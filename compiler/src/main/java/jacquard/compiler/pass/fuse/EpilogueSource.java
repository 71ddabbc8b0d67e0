package jacquard.compiler.pass.fuse;

import jacquard.compiler.nest.BatchLoop;
import jacquard.compiler.pass.NodeFacts;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import jacquard.ir.loop.WriteForm;
import jacquard.ir.op.Fused;
import jacquard.ir.op.contraction.Contraction;
import jacquard.ir.op.index.Indexed;
import jacquard.ir.op.pooling.Pooling;
import jacquard.ir.op.reduction.Reduction;
import jacquard.ir.op.shape.Transpose;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An operand of a map, `seen`, that the map may become the epilogue of: `root` itself, or a contraction that is transposed.
record EpilogueSource(Node root, Node seen) {
  /// Null where `operand` is neither.
  static @Nullable EpilogueSource of(Node operand) {
    if (root(operand) != null) {
      return new EpilogueSource(operand, operand);
    }
    boolean transposed = operand.op() instanceof Transpose && operand.input(0).op() instanceof Contraction;
    return transposed ? new EpilogueSource(operand.input(0), operand) : null;
  }

  /// The op whose result an epilogue would continue; null where `node` is not such an op.
  static @Nullable StructuredOp root(Node node) {
    return switch (node.op()) {
      case Contraction c -> c;
      case Pooling p -> p;
      case Indexed i -> i;
      case Reduction r -> r;
      case Generic g -> g;
      case Fused f -> f.root();
      default -> null;
    };
  }

  boolean isDirect() {
    return root == seen;
  }

  /// Whether this is worth more than `other`: it is read as it is, or a contraction's result is kept in registers.
  boolean betterThan(EpilogueSource other) {
    return isDirect() != other.isDirect() ? isDirect() : root(root) instanceof Contraction && !(root(other.root) instanceof Contraction);
  }

  /// Why `map` cannot become the epilogue; null where it can.
  @Nullable String obstacle(Node map, Rewriter rw) {
    String name = map.op().mnemonic();
    if (!rw.uses().only(seen, map) || !isDirect() && !rw.uses().only(root, seen)) {
      String after = isDirect() ? "" : " after a " + seen.op().mnemonic();
      return String.format(Locale.ROOT, "has other uses than %s%s, so its own value is needed too", name, after);
    }
    if (!seen.type().shape().equals(map.type().shape())) {
      return String.format(Locale.ROOT, "is broadcast to %s by %s", map.type().shape(), name);
    }
    return rootObstacle();
  }

  private @Nullable String rootObstacle() {
    if (NodeFacts.draws(root)) {
      return "draws random numbers, which has no vector form";
    }
    Structure s = NodeFacts.of(root);
    if (root.op() instanceof Contraction && BatchLoop.isOutermost(s)) {
      return BatchLoop.NO_EPILOGUE;
    }
    if (s.combine().isPosition()) {
      return "gives positions, not values";
    }
    if (WriteForm.completes(s, root.type().shape())) {
      return null;
    }
    return s.writesApart() ? "leaves elements unwritten, which no loop would finish"
        : "does not write through plain axes: an element is complete only after all points";
  }

  /// What computes the value whose epilogue the map becomes: `root`, which writes its result transposed where the map reads it so.
  Node producer(Rewriter rw) {
    if (!(seen.op() instanceof Transpose transpose)) {
      return root;
    }
    Structure s = NodeFacts.of(root);
    List<IndexExpr> write = transpose.order().stream().map(s.write()::get).toList();
    return rw.add(new Generic(s.withWrite(write), seen.type()), root.inputs(), Rewriter.merged(List.of(root, seen)));
  }
}
