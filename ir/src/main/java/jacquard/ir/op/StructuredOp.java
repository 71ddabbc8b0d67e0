package jacquard.ir.op;

import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An op that is a loop nest around a scalar body: reference evaluation, compiled loops and adjoint follow from its structure.
public sealed interface StructuredOp extends Op
    permits Elementwise, Contraction, Pooling, Reduction, View, Concat, Fold, Indexed, Generic, Fused {
  /// The loops, for operands of these types.
  Structure structure(Operands in);

  /// The derived adjoint, unless a record states a cheaper or more readable form.
  @Override
  default List<@Nullable Node> vjp(Node self, Node dy, GraphBuilder g) {
    return DerivedAdjoint.of(self, dy, g);
  }
}
