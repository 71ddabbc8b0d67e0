package jacquard.api;

import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Prelu;

/// Builds a layer of one op on one tensor that keeps the receptive field and counts as no operation.
final class ActivationLayer {
  private ActivationLayer() {}

  static Tensor of(Tensor x, String prefix, String notation, Op op) {
    return of(x, "activation", prefix, notation, op);
  }

  static Tensor of(Tensor x, String kind, String prefix, String notation, Op op) {
    LayerBuilder layer = x.network().layer(kind, prefix, null);
    return layer.finish(layer.add(op, x.node()), notation, x.field());
  }

  /// Counts   one parameter per channel.
  static Tensor prelu(Tensor x, double start) {
    LayerBuilder layer = x.network().layer("activation", "prelu", null);
    Node slope = layer.parameter("slope", x.channels(), Initializer.constant(start), new Fan(1, 1));
    return layer.finish(layer.add(new Prelu(), x.node(), layer.overPositions(slope, x)), "prelu", x.field());
  }
}
