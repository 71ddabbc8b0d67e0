package jacquard.api;

import jacquard.ir.op.Op;

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
}
