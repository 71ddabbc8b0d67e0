package jacquard.api.build;

import com.google.common.math.LongMath;
import jacquard.api.layer.Fan;
import jacquard.api.layer.RbfCodes;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.contraction.RbfDistance;

/// Builds a layer of distances to class codes `[C, I]`: `y[c] = Σ i  (x[i] − w[c,i])²`.
///
/// Counts   parameters `I·C` where the codes are trained, else 0; operations and multiplications `I·C`.
/// Errors   `rbf/flatten`, `rbf/classes`, `rbf/codes`.
/// Source   LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", equation 7.
public final class RbfLayer {
  private RbfLayer() {}

  public static Symbol build(Symbol x, int classes, RbfSettings options) {
    LayerBuilder layer = x.network().layer("rbf", "rbf", options.name);
    layer.requireAtLeast(1, classes, "classes");
    if (x.shape().rank() != 1) {
      throw layer.error("flatten", "the input has %d dimensions, an RBF layer takes a vector", x.shape().rank())
          .got("x %s", x.type()).expected("[N,features]").fix("call flatten() before rbf(%d)", classes).build();
    }
    int inputs = x.shape().extent(0);
    Shape shape = Shape.of(classes, inputs);
    NdArray codes = options.codes != null ? options.codes : RbfCodes.hadamard(classes, inputs);
    if (!codes.shape().equals(shape)) {
      throw layer.error("codes", "the codes do not fit the input and the classes").got("codes %s, x %s", codes.shape(), x.type())
          .expected("%s: a code of the input's length for each of %d classes", shape, classes).build();
    }
    Node weight = options.trained
        ? layer.parameter("codes", shape, (random, element, fan) -> codes.get(Math.toIntExact(element)), new Fan(inputs, classes))
        : fixed(layer, codes);
    long operations = LongMath.saturatedMultiply(inputs, (long) classes);
    return layer.finish(layer.add(new RbfDistance(), x.node(), weight), "RBF(" + classes + ")", operations, operations,
        x.network().wholeInput());
  }

  private static Node fixed(LayerBuilder layer, NdArray codes) {
    layer.countFixed(codes.size());
    return layer.constant(codes);
  }
}
