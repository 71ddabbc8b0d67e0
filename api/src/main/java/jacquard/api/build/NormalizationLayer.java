package jacquard.api.build;

import jacquard.api.layer.Fan;
import jacquard.api.layer.ReceptiveField;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.Normalization;

/// Builds normalisations of single examples.
///
/// Counts   one operation per output element; a scale and a shift per channel, or, in a layer normalisation, per element normalised over.
/// Field    statistics over positions see the whole input; the local response stays at its position.
/// Errors   `layer_norm/dimensions`, and those of the op.
public final class NormalizationLayer {
  private NormalizationLayer() {}

  public static Symbol layer(Symbol x, int dimensions, NormSettings options) {
    LayerBuilder layer = x.network().layer("layer_norm", "layerNorm", options.name);
    int rank = x.shape().rank();
    if (dimensions < 1 || dimensions > rank) {
      throw layer.error("dimensions", "the input has not %d dimensions to normalise over", dimensions)
          .got("x %s, the batch not counted", x.shape()).expected("%s", rank == 1 ? "1" : "1 to " + rank).build();
    }
    Shape affine = x.shape().slice(rank - dimensions, rank);
    warnOfSingleValues(layer, affine.size());
    return statistics(layer, x, new LayerNorm(dimensions, options.epsilon), affine, "layerNorm", options);
  }

  public static Symbol group(Symbol x, int groups, NormSettings options) {
    LayerBuilder layer = x.network().layer("group_norm", "groupNorm", options.name);
    warnOfSingleValues(layer, x.shape().size() / Math.max(groups, 1));
    return statistics(layer, x, new GroupNorm(groups, options.epsilon), x.channels(), "groupNorm(" + groups + ")", options);
  }

  public static Symbol instance(Symbol x, NormSettings options) {
    LayerBuilder layer = x.network().layer("instance_norm", "instanceNorm", options.name);
    x.spatialRank(layer);
    warnOfSingleValues(layer, x.shape().without(0).size());
    return statistics(layer, x, new InstanceNorm(options.epsilon), x.channels(), "instanceNorm", options);
  }

  private static void warnOfSingleValues(LayerBuilder layer, long values) {
    if (values == 1) {
      layer.warn("each mean is of a single value, so that the result is the shift whatever comes in");
    }
  }

  public static Symbol response(Symbol x, int size, ResponseNormSettings options) {
    LayerBuilder layer = x.network().layer("lrn", "lrn", options.name);
    var op = new LocalResponseNorm(size, options.alpha, options.beta, options.k, options.divideBySize);
    return finish(layer, layer.add(op, x.node()), "norm", x.field());
  }

  private static Symbol statistics(LayerBuilder layer, Symbol x, Normalization op, Shape affine, String notation, NormSettings options) {
    // Each scale and shift takes part in one product or sum alone.
    var fan = new Fan(1, 1);
    Node y = options.affine
        ? layer.add(op, x.node(), layer.parameter("scale", affine, options.scaleInit, fan),
            layer.parameter("shift", affine, options.shiftInit, fan))
        : layer.add(op, x.node());
    return finish(layer, y, notation + (options.affine ? "" : "(no affine)"), ShapeLayer.seen(x));
  }

  private static Symbol finish(LayerBuilder layer, Node y, String notation, ReceptiveField field) {
    long operations = Symbol.perExample(y).size();
    return layer.finish(y, notation, operations, operations, field);
  }
}
