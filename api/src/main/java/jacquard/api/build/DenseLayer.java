package jacquard.api.build;

import com.google.common.math.LongMath;
import jacquard.api.layer.Factorization;
import jacquard.api.layer.Fan;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.shape.Transpose;
import java.util.List;

/// Builds a dense layer: weights `[O, I]`, bias `[O]`, `y[…,o] = Σ i  w[o,i]·x[…,i] + b[o]`.
///
/// Counts   parameters `(I + 1)·O`, operations as many for each place of the other dimensions, multiplications `I·O`.
/// Errors   `dense/flatten`, `dense/units`, `dense/tied`.
public final class DenseLayer {
  private DenseLayer() {}

  public static Symbol build(Symbol x, int units, DenseSettings options) {
    Factorization parts = x.network().factorization("dense", options.name);
    if (parts != null) {
      return FactorizedLayers.dense(x, x.network().nextName("dense", options.name), units, options, parts);
    }
    LayerBuilder layer = x.network().layer("dense", "dense", options.name);
    layer.requireAtLeast(1, units, "units");
    if (x.shape().rank() != 1 && !(options.last && x.shape().rank() > 1)) {
      // PyTorch would work on the last dimension alone, Keras too, DL4J flattens: readers expect different things, so say which.
      throw layer.error("flatten", "the input has %d dimensions, a dense layer takes a vector", x.shape().rank())
          .got("x %s", x.type()).expected("[N,features]")
          .fix("call flatten() before dense(%d); dense(%d, d -> d.lastDimension()) works on the last dimension alone", units, units)
          .build();
    }
    int inputs = x.shape().extent(x.shape().rank() - 1);
    long places = x.shape().size() / inputs;
    var fan = new Fan(inputs, units);
    Node weight = options.tied == null ? layer.parameter("weight", Shape.of(units, inputs), options.init, fan)
        : tied(layer, options.tied, options.transposed, units, inputs);
    Node y = options.bias
        ? layer.add(new Linear(), x.node(), weight, layer.parameter("bias", Shape.of(units), options.biasInit, fan))
        : layer.add(new Linear(), x.node(), weight);
    long multiplications = LongMath.saturatedMultiply(places * inputs, (long) units);
    return layer.finish(y, "fc(" + units + (options.bias ? "" : ", no bias") + ")",
        LongMath.saturatedAdd(multiplications, options.bias ? LongMath.saturatedMultiply(places, (long) units) : 0), multiplications,
        x.network().wholeInput());
  }

  private static Node tied(LayerBuilder layer, String name, boolean transposed, int units, int inputs) {
    Shape needed = transposed ? Shape.of(inputs, units) : Shape.of(units, inputs);
    Node weight = layer.tied(name, needed);
    return transposed ? layer.add(new Transpose(List.of(1, 0)), weight) : weight;
  }
}
