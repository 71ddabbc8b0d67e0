package jacquard.api.build;

import com.google.common.math.LongMath;
import jacquard.api.layer.Fan;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.op.elementwise.Add;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.pooling.SumPool;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.Collections;

/// Builds a trainable average pooling: `y[c] = weight[c] · Σ window x[c] + bias[c]`.
///
/// Counts   parameters `2·C`; operations and multiplications as a pooling, one per input element.
/// Errors   those of the other poolings.
public final class SubsampleLayer {
  private SubsampleLayer() {}

  public static Symbol build(Symbol x, SubsampleSettings options) {
    LayerBuilder layer = x.network().layer("pool", "pool", options.name);
    Window window = PoolLayer.window(x.spatialRank(layer), layer, options, true);
    Node sums = layer.add(new SumPool(window), x.node());
    int maps = x.shape().extent(0);
    long elements = window.kernel().stream().mapToLong(k -> k).reduce(1, LongMath::saturatedMultiply);
    var fan = new Fan(elements, 1);
    Node weight = layer.parameter("weight", Shape.of(maps), options.init, fan);
    Node bias = layer.parameter("bias", Shape.of(maps), options.biasInit, fan);
    Node scaled = layer.add(new Mul(), sums, perMap(layer, weight, window.rank()));
    Node y = layer.add(new Add(), scaled, perMap(layer, bias, window.rank()));
    long operations = x.shape().size();
    return layer.notes(Coverage.of(window, x.shape(), Symbol.perExample(y)))
        .finish(y, "subsample" + PoolLayer.notation(window), operations, operations, PoolLayer.seenThrough(window, x));
  }

  private static Node perMap(LayerBuilder layer, Node perChannel, int rank) {
    var dims = new ArrayList<>(Collections.nCopies(1 + rank, Dim.of(1)));
    dims.set(0, perChannel.type().shape().dim(0));
    return layer.add(new Reshape(Shape.of(dims)), perChannel);
  }
}
