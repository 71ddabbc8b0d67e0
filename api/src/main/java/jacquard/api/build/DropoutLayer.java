package jacquard.api.build;

import jacquard.api.network.LayerBuilder;
import jacquard.api.network.RandomSource;
import jacquard.api.network.Symbol;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Dropout;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.stream.IntStream;

/// Builds dropout: a layer of its own in training, the tensor unchanged in inference.
public final class DropoutLayer {
  private DropoutLayer() {}

  public static Symbol build(Symbol x, double rate, boolean spatial) {
    LayerBuilder layer = layer(x, rate, spatial ? "spatialDropout" : "dropout");
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

  /// One decision per example, which all its elements are multiplied by.
  public static Symbol stochasticDepth(Symbol x, double rate) {
    LayerBuilder layer = layer(x, rate, "stochasticDepth");
    Node y = x.node();
    if (layer.training() && rate > 0) {
      RandomSource random = layer.random();
      Shape perExample = Shape.of(IntStream.generate(() -> 1).limit(x.shape().rank()).toArray()).batched();
      Node ones = layer.add(new BroadcastTo(perExample), layer.constant(1));
      Node kept = layer.add(new Dropout(rate, random.stream(), false), ones, random.seed(), random.step());
      y = layer.add(new Mul(), x.node(), kept);
    }
    return layer.finish(y, "stochastic depth(" + rate + ")", x.field());
  }

  private static LayerBuilder layer(Symbol x, double rate, String prefix) {
    LayerBuilder layer = x.network().layer("dropout", prefix, null);
    if (!(rate >= 0 && rate < 1)) {
      throw layer.error("rate", "the rate lies outside [0, 1)").got("rate = %s", rate).expected("0 <= rate < 1")
          .fix("give the fraction that is dropped, such as 0.5").build();
    }
    return layer;
  }
}
