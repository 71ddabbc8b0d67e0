package jacquard.api;

import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.BatchNorm;
import jacquard.ir.op.ReduceMean;
import jacquard.ir.op.Variance;
import java.util.ArrayList;
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
    this.layer = x.network().layer("batch_norm", "batchNorm", options.name);
    this.channels = x.shape().extent(0);
  }

  static Tensor build(Tensor x, BatchNormOptions options) {
    return new BatchNormLayer(x, options).build();
  }

  private Tensor build() {
    Shape shape = Shape.of(channels);
    List<Node> affine = affine(shape);
    Node runningMean = layer.statistic("mean", shape, 0);
    Node runningVariance = layer.statistic("variance", shape, 1);
    Node mean = runningMean;
    Node variance = runningVariance;
    if (layer.training()) {
      mean = layer.add(new ReduceMean(reduced(), false), x.node());
      variance = layer.add(new Variance(reduced(), false, 0), x.node());
      follow(runningMean, mean, false);
      follow(runningVariance, variance, options.unbiased);
    }
    var operands = new ArrayList<>(List.of(x.node(), mean, variance));
    operands.addAll(affine);
    Node y = layer.add(new BatchNorm(options.epsilon), operands.toArray(Node[]::new));
    long outputs = x.shape().size();
    return layer.finish(y, "batch norm", outputs, outputs, x.field());
  }

  /// Scale and shift, a constant where only the other is trained; nothing without both.
  private List<Node> affine(Shape shape) {
    if (!options.scale && !options.shift) {
      return List.of();
    }
    var fan = new Fan(1, 1);
    var one = NdArray.filled(new TensorType(x.dtype(), shape), 1);
    Node scale = options.scale ? layer.parameter("weight", shape, Initializer.constant(1), fan) : layer.constant(one);
    Node shift = options.shift ? layer.parameter("bias", shape, Initializer.zeros(), fan) : layer.constant(NdArray.zeros(one.type()));
    return List.of(scale, shift);
  }

  /// Every dimension but the channels'.
  private List<Integer> reduced() {
    return IntStream.range(0, x.type().rank()).filter(a -> a != 1).boxed().toList();
  }

  private int positions() {
    long positions = x.shape().without(0).size();
    if (positions > Integer.MAX_VALUE) {
      throw layer.error("too-large", "the maps have too many positions").got("x %s", x.type())
          .expected("at most %d", Integer.MAX_VALUE).build();
    }
    return (int) positions;
  }

  /// `(1 − momentum)·old + momentum·value`, `value` times n/(n − 1) first where it is to become unbiased.
  private void follow(Node statistic, Node value, boolean unbiased) {
    Scalar taken = Scalar.read(1);
    if (unbiased) {
      Scalar one = Scalar.constant(1);
      var n = new Scalar.Count(new Dim(positions(), true));
      taken = taken.times(n.dividedBy(new Scalar.Binary(BinaryFn.MAX, n.minus(one), one)));
    }
    Scalar next = Scalar.read(0).times(Scalar.constant(1 - options.momentum))
        .plus(taken.times(Scalar.constant(options.momentum)));
    layer.next(statistic, layer.map(next, layer.latest(statistic), value));
  }
}
