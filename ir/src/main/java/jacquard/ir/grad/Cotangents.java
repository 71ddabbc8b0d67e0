package jacquard.ir.grad;

import jacquard.ir.graph.CompositeOp;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.LeafOp;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.StructuredOp;
import jacquard.ir.loop.Combine;
import jacquard.ir.op.Fused;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.reduction.Reduction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The cotangents of a node's inputs: those its op states, or else those that follow from what the op means.
final class Cotangents {
  private Cotangents() {}

  /// One per input of `node`, whose own cotangent is `dy`; null where none flows.
  static List<@Nullable Node> of(Node node, Node dy, GraphBuilder g) {
    List<@Nullable Node> stated = node.op().vjp(node, dy, g);
    if (stated != null) {
      return stated;
    }
    List<Node> inputs = node.inputs();
    return switch (node.op()) {
      case LeafOp leaf -> List.of();
      case Elementwise e -> ElementwiseGradient.of(e, node, dy, g);
      case Reduction r when r.combine() == Combine.MAX || r.combine() == Combine.MIN -> SharedSlope.of(r, node, dy, g);
      case Fused f -> Gradient.throughOnce(f.unfused(inputs, g), dy, inputs, g);
      case StructuredOp s -> DerivedAdjoint.of(node, dy, g);
      case CompositeOp c -> Gradient.throughOnce(c.expand(inputs, g), dy, inputs, g);
    };
  }
}
