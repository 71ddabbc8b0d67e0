package jacquard.api.build;

import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.elementwise.Prelu;

/// Builds a layer of one op on one tensor that keeps the receptive field and counts as no operation.
public final class ActivationLayer {
  private ActivationLayer() {}

  public static Symbol of(Symbol x, String prefix, String notation, Op op) {
    return of(x, "activation", prefix, notation, op);
  }

  public static Symbol of(Symbol x, String kind, String prefix, String notation, Op op) {
    LayerBuilder layer = x.network().layer(kind, prefix, null);
    return layer.finish(layer.add(op, x.node()), notation, x.field());
  }

  /// Counts   one parameter per channel.
  public static Symbol prelu(Symbol x, double start) {
    LayerBuilder layer = x.network().layer("activation", "prelu", null);
    Node slope = layer.parameter("slope", x.channels(), Initializer.constant(start), new Fan(1, 1));
    return layer.finish(layer.add(new Prelu(), x.node(), layer.overPositions(slope, x)), "prelu", x.field());
  }
}
