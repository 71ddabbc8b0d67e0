package jacquard.api;

import jacquard.ir.graph.Node;
import jacquard.ir.op.BinaryOp;

/// Builds elementwise arithmetic: of two tensors one operation per element, of a tensor and a number none, like an activation.
///
/// Errors   `…/foreign`, and those of the op, such as `add/broadcast`.
final class ArithmeticLayer {
  private ArithmeticLayer() {}

  static Tensor of(String kind, BinaryOp op, Tensor a, Tensor b) {
    LayerBuilder layer = a.network().layer(kind, kind, null);
    if (a.network() != b.network()) {
      throw layer.error("foreign", "the operands belong to different networks").got("%s and %s", a, b)
          .fix("compute both from the argument of one Model.define").build();
    }
    Node y = layer.add(op, a.node(), b.node());
    long operations = Tensor.perExample(y).size();
    return layer.finish(y, kind, operations, operations, a.field().join(b.field()));
  }

  static Tensor of(String kind, BinaryOp op, Tensor a, double value) {
    LayerBuilder layer = a.network().layer(kind, kind, null);
    return layer.finish(layer.add(op, a.node(), layer.constant(value)), kind + "(" + value + ")", a.field());
  }
}
