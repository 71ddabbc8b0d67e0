package jacquard.api.build;

import com.google.common.collect.ObjectArrays;
import jacquard.api.layer.Fan;
import jacquard.api.layer.Initializer;
import jacquard.api.network.LayerBuilder;
import jacquard.api.network.Symbol;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.CenteredMoments;
import jacquard.ir.op.normalization.ZScore;
import jacquard.ir.op.shape.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Builds a batch normalisation.
///
/// Counts   parameters 2·C, fixed parameters 2·C, one operation per output element.
public final class BatchNormLayer {
  private final Symbol x;
  private final BatchNormSettings options;
  private final LayerBuilder layer;
  private final int channels;

  private BatchNormLayer(Symbol x, BatchNormSettings options) {
    this.x = x;
    this.options = options;
    this.layer = x.network().layer("batch_norm", "batchNorm", options.name);
    this.channels = x.shape().extent(0);
  }

  public static Symbol build(Symbol x, BatchNormSettings options) {
    return new BatchNormLayer(x, options).build();
  }

  private Symbol build() {
    Shape shape = Shape.of(channels);
    List<Node> affine = affine(shape);
    Node runningMean = layer.statistic("mean", shape, 0);
    Node runningVariance = layer.statistic("variance", shape, 1);
    Node y;
    if (layer.training()) {
      var operands = new ArrayList<>(List.of(x.node()));
      affine.forEach(a -> operands.add(layer.add(new Reshape(keptShape()), a)));
      y = layer.add(new ZScore(reduced(), options.epsilon), operands.toArray(Node[]::new));
      follow(runningMean, runningVariance);
    } else {
      var operands = new ArrayList<>(List.of(x.node(), runningMean, runningVariance));
      operands.addAll(affine);
      y = layer.add(new BatchNorm(options.epsilon), operands.toArray(Node[]::new));
    }
    if (x.shape().without(0).size() == 1) {
      layer.warn("each channel has one value per example, so that a batch of one example, be it the last of an epoch, "
          + "cannot be trained on");
    }
    long outputs = x.shape().size();
    return layer.finish(y, "batch norm", outputs, outputs, x.field());
  }

  /// `[1, C, 1 …]`.
  private Shape keptShape() {
    var extents = new int[x.type().rank()];
    Arrays.fill(extents, 1);
    extents[1] = channels;
    return Shape.of(extents);
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

  /// Gives the running averages the batch's mean and variance, from the nodes the normalisation is made of.
  private void follow(Node runningMean, Node runningVariance) {
    CenteredMoments batch = layer.moments(x.node(), reduced(), CenteredMoments.scale(options.epsilon, x.dtype()));
    Scalar mean = Scalar.read(1).plus(Scalar.read(2));
    follow(runningMean, mean, perChannel(batch.origin()), perChannel(batch.mean()));
    Scalar variance = Scalar.read(1).times(Scalar.constant(1 / (batch.scale() * batch.scale())));
    follow(runningVariance, options.unbiased ? variance.times(unbiased()) : variance, perChannel(batch.squares()));
  }

  private Node perChannel(Node statistic) {
    return layer.add(new Reshape(Shape.of(channels)), statistic);
  }

  /// `n / (n − 1)`, 1 for a single number.
  private Scalar unbiased() {
    Scalar one = Scalar.constant(1);
    var n = new Scalar.Count(new Dim(positions(), true));
    return n.dividedBy(new Scalar.Binary(BinaryFn.MAX, n.minus(one), one));
  }

  private int positions() {
    return Math.toIntExact(x.shape().without(0).size()); // the op has refused more
  }

  /// `(1 − momentum)·old + momentum·value`, where `value` reads `operands` from 1.
  private void follow(Node statistic, Scalar value, Node... operands) {
    Scalar next = Scalar.read(0).times(Scalar.constant(1 - options.momentum)).plus(value.times(Scalar.constant(options.momentum)));
    layer.next(statistic, layer.map(next, ObjectArrays.concat(layer.latest(statistic), operands)));
  }
}
