package jacquard.api;

import jacquard.ir.graph.Node;
import jacquard.ir.op.Dropout;

/// Builds dropout: a layer of its own in training, the tensor unchanged in inference.
final class DropoutLayer {
  private DropoutLayer() {}

  static Tensor build(Tensor x, double rate, boolean spatial) {
    LayerBuilder layer = x.network().layer("dropout", spatial ? "spatialDropout" : "dropout", null);
    if (!(rate >= 0 && rate < 1)) {
      throw layer.error("rate", "the rate lies outside [0, 1)").got("rate = %s", rate).expected("0 <= rate < 1")
          .fix("give the fraction that is dropped, such as 0.5").build();
    }
    if (spatial) {
      x.spatialRank(layer);
    }
    Node y = x.node();
    if (layer.training() && rate > 0) {
      RandomSource random = layer.random();
      y = layer.add(new Dropout(rate, random.stream(), spatial), x.node(), random.seed(), random.step());
    }
    return layer.finish(y, (spatial ? "spatial dropout(" : "dropout(") + rate + ")", x.field());
  }
}
