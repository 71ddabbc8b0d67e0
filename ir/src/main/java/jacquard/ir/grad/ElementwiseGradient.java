package jacquard.ir.grad;

import jacquard.ir.TensorType;
import jacquard.ir.graph.GraphBuilder;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The gradient of an elementwise op: `dx_k = Σ over broadcast dimensions of dy · ∂y/∂x_k`, the product as one map.
final class ElementwiseGradient {
  private ElementwiseGradient() {}

  static List<@Nullable Node> of(Elementwise op, Node self, Node dy, GraphBuilder g) {
    int arity = self.inputs().size();
    List<Scalar> x = IntStream.range(0, arity).mapToObj(Scalar::read).toList();
    Scalar y = Scalar.read(arity);
    var result = new ArrayList<@Nullable Node>();
    for (int k = 0; k < arity; k++) {
      if (!self.input(k).type().dtype().isFloat() || !self.type().dtype().isFloat()) {
        result.add(null);
        continue;
      }
      Scalar product = op.cotangent(k, x, y, Scalar.read(arity + 1));
      result.add(product.isConst(0) ? null : gradient(self, dy, product, self.input(k).type(), g));
    }
    return result;
  }

  private static Node gradient(Node self, Node dy, Scalar product, TensorType type, GraphBuilder g) {
    int cotangent = self.inputs().size() + 1;
    var operands = new ArrayList<>(self.inputs());
    operands.add(self);
    operands.add(dy);
    Scalar body = type.dtype() == dy.type().dtype() ? product : new Scalar.Cast(type.dtype(), product);
    Node full = body.equals(Scalar.read(cotangent)) ? dy : Map.node(body, type.dtype(), operands, g);
    return BroadcastTo.summed(full, type.shape(), g);
  }
}
