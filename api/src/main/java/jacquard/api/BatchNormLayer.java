package jacquard.api;

import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.Add;
import jacquard.ir.op.Div;
import jacquard.ir.op.Map;
import jacquard.ir.op.Mul;
import jacquard.ir.op.ReduceMean;
import jacquard.ir.op.Reshape;
import jacquard.ir.op.Sqrt;
import jacquard.ir.op.Square;
import jacquard.ir.op.Sub;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Builds a batch normalisation, see [BatchNormalization].
///
/// Counts   parameters 2·C, fixed parameters 2·C, one operation per output element.
final class BatchNormLayer {
  private final Tensor x;
  private final BatchNormOptions options;
  private final LayerBuilder layer;
  private final int channels;

  private BatchNormLayer(Tensor x, BatchNormOptions options) {
    this.x = x;
    this.options = options;
    this.layer = x.network().layer("batch_norm", "batch_norm", options.name);
    this.channels = x.shape().extent(0);
  }

  static Tensor build(Tensor x, BatchNormOptions options) {
    return new BatchNormLayer(x, options).build();
  }

  private Tensor build() {
    Shape shape = Shape.of(channels);
    var fan = new Fan(1, 1);
    List<Node> affine = new ArrayList<>();
    if (options.scale) {
      affine.add(layer.parameter("weight", shape, Initializer.constant(1), fan));
    }
    if (options.shift) {
      affine.add(layer.parameter("bias", shape, Initializer.zeros(), fan));
    }
    Node runningMean = layer.statistic("mean", shape, 0);
    Node runningVariance = layer.statistic("variance", shape, 1);
    Node y;
    if (layer.training()) {
      Node mean = layer.add(new ReduceMean(reduced(), false), x.node());
      Node variance = layer.add(new ReduceMean(reduced(), false), layer.add(new Square(), centred(mean)));
      follow(runningMean, mean, false);
      follow(runningVariance, variance, options.unbiased);
      y = normalized(mean, variance);
    } else {
      y = normalized(runningMean, runningVariance);
    }
    for (Node parameter : affine) {
      boolean scale = options.scale && parameter == affine.getFirst();
      y = layer.add(scale ? new Mul() : new Add(), y, perChannel(parameter));
    }
    long outputs = x.shape().size();
    return layer.finish(y, "batch norm", outputs, outputs, x.field());
  }

  /// Every dimension but the channels'.
  private List<Integer> reduced() {
    return IntStream.range(0, x.type().rank()).filter(a -> a != 1).boxed().toList();
  }

  private Node normalized(Node mean, Node variance) {
    Node deviation = layer.add(new Sqrt(), layer.add(new Add(), variance, layer.constant(options.epsilon)));
    return layer.add(new Div(), centred(mean), perChannel(deviation));
  }

  private Node centred(Node mean) {
    return layer.add(new Sub(), x.node(), perChannel(mean));
  }

  private Node perChannel(Node vector) {
    var dims = new ArrayList<>(Collections.nCopies(x.type().rank() - 1, Dim.of(1)));
    dims.set(0, Dim.of(channels));
    return layer.add(new Reshape(Shape.of(dims)), vector);
  }

  /// `(1 − momentum)·old + momentum·value`, `value` times n/(n − 1) first where it is to become unbiased.
  private void follow(Node statistic, Node value, boolean unbiased) {
    Scalar taken = Scalar.read(1);
    if (unbiased) {
      Scalar one = Scalar.constant(1);
      var n = new Scalar.Count(new Dim(Math.toIntExact(x.shape().without(0).size()), true));
      taken = taken.times(n.dividedBy(new Scalar.Binary(BinaryFn.MAX, n.minus(one), one)));
    }
    Scalar next = Scalar.read(0).times(Scalar.constant(1 - options.momentum))
        .plus(taken.times(Scalar.constant(options.momentum)));
    layer.next(statistic, layer.map(next, layer.latest(statistic), value));
  }
}
