package jacquard.testkit;

import static jacquard.testkit.Types.fixedBehindFirst;
import static jacquard.testkit.Types.image;
import static jacquard.testkit.Types.rankAtLeast;
import static jacquard.testkit.Types.someFixedAxis;

import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.Dropout;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.ConvolutionTranspose;
import jacquard.ir.op.contraction.DeformableConvolution;
import jacquard.ir.op.contraction.RbfDistance;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Expm1;
import jacquard.ir.op.elementwise.Log1p;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.elementwise.Rsqrt;
import jacquard.ir.op.elementwise.Sigmoid;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.index.GatherElements;
import jacquard.ir.op.index.GridSample;
import jacquard.ir.op.index.MaxUnpool;
import jacquard.ir.op.index.OneHot;
import jacquard.ir.op.index.SamplePadding;
import jacquard.ir.op.loss.BinaryCrossEntropy;
import jacquard.ir.op.loss.BinaryCrossEntropyWithLogits;
import jacquard.ir.op.loss.HuberLoss;
import jacquard.ir.op.loss.L1Loss;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.NllLoss;
import jacquard.ir.op.loss.RbfLoss;
import jacquard.ir.op.normalization.BatchNorm;
import jacquard.ir.op.normalization.Glu;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.normalization.Maxout;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.normalization.ZScore;
import jacquard.ir.op.reduction.ArgMax;
import jacquard.ir.op.reduction.ArgMin;
import jacquard.ir.op.reduction.ReduceProduct;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Concat;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/// The vocabulary continued: normalisation, losses, what reads by index, transposed and deformable convolution.
final class LayerGenerators {
  private static final double EPSILON = 0.1;

  private LayerGenerators() {}

  static List<OpGenerator> all() {
    var all = new java.util.ArrayList<>(normalizations());
    all.addAll(losses());
    all.addAll(indexed());
    all.addAll(convolutions());
    return all;
  }

  private static OpGenerator op(Class<? extends Op> op, Predicate<TensorType> accepts, OpGenerator.Step step) {
    return new OpGenerator(op, accepts, step);
  }

  private static List<OpGenerator> normalizations() {
    return List.of(
        op(BatchNorm.class, fixedBehindFirst(2), (net, x, c) -> net.add(new BatchNorm(EPSILON), x, channels(net, x),
            net.positive(channels(net, x)), channels(net, x), channels(net, x))),
        op(GroupNorm.class, image(1, 3),
            (net, x, c) -> net.add(new GroupNorm(c.of(1, even(x, 1) ? 2 : 1), EPSILON), x, channels(net, x), channels(net, x))),
        op(InstanceNorm.class, image(1, 3), (net, x, c) -> net.add(new InstanceNorm(EPSILON), x)),
        op(LayerNorm.class, fixedBehindFirst(2), (net, x, c) -> net.add(new LayerNorm(c.between(1, x.type().rank()), EPSILON), x)),
        op(ZScore.class, rankAtLeast(1), (net, x, c) -> net.add(new ZScore(c.axes(x), EPSILON), x)),
        op(LocalResponseNorm.class, fixedBehindFirst(2),
            (net, x, c) -> net.add(new LocalResponseNorm(c.between(1, 5), 0.5, 0.75, 1, c.coin()), x)),
        op(Variance.class, rankAtLeast(1), (net, x, c) -> net.add(new Variance(c.axes(x), c.coin(), 0), x)),
        op(LogSumExp.class, rankAtLeast(1), (net, x, c) -> net.add(new LogSumExp(c.axes(x), c.coin()), x)),
        op(ReduceProduct.class, someFixedAxis(), (net, x, c) -> net.add(new ReduceProduct(c.fixedAxes(x), c.coin()), net.bounded(x))),
        op(Rsqrt.class, rankAtLeast(0), (net, x, c) -> net.add(new Rsqrt(), net.positive(x))),
        op(Log1p.class, rankAtLeast(0), (net, x, c) -> net.add(new Log1p(), net.positive(x))),
        op(Expm1.class, rankAtLeast(0), (net, x, c) -> net.add(new Expm1(), net.bounded(x))),
        op(Glu.class, someFixedAxis(), (net, x, c) -> {
          int axis = c.fixedAxis(x);
          return net.add(new Glu(axis), divisible(net, x, axis, 2, c));
        }),
        op(Maxout.class, someFixedAxis(), (net, x, c) -> {
          int axis = c.fixedAxis(x);
          int pieces = c.of(2, 3);
          return net.add(new Maxout(axis, pieces), divisible(net, x, axis, pieces, c));
        }),
        op(Dropout.class, fixedBehindFirst(2),
            (net, x, c) -> net.add(new Dropout(0.4, c.below(3), c.coin()), x, number(net, 3), number(net, 1))));
  }

  private static List<OpGenerator> losses() {
    return List.of(
        op(L1Loss.class, rankAtLeast(0), (net, x, c) -> net.add(new L1Loss(c.of(LossReduction.values())), x, net.like(x, c))),
        op(HuberLoss.class, rankAtLeast(0), (net, x, c) -> net.add(new HuberLoss(0.7, c.of(LossReduction.values())), x, net.like(x, c))),
        op(BinaryCrossEntropy.class, rankAtLeast(0), (net, x, c) -> net.add(new BinaryCrossEntropy(c.of(LossReduction.values())),
            net.add(new Sigmoid(), net.bounded(x)), net.add(new Sigmoid(), net.like(x, c)))),
        op(BinaryCrossEntropyWithLogits.class, rankAtLeast(0),
            (net, x, c) -> net.add(new BinaryCrossEntropyWithLogits(c.of(LossReduction.values())), x, net.like(x, c))),
        op(NllLoss.class, fixedBehindFirst(2), (net, x, c) -> net.add(new NllLoss(c.of(LossReduction.values())), x, labels(net, x))),
        op(RbfLoss.class, fixedBehindFirst(2).and(t -> t.rank() == 2),
            (net, x, c) -> net.add(new RbfLoss(0.4, c.of(LossReduction.values())), x, labels(net, x))),
        op(RbfDistance.class, fixedBehindFirst(2).and(t -> t.rank() == 2),
            (net, x, c) -> net.add(new RbfDistance(), x, net.weight(c.between(1, 5), x.type().shape().extent(1)))));
  }

  private static List<OpGenerator> indexed() {
    return List.of(
        op(ArgMax.class, someFixedAxis(), (net, x, c) -> net.add(new Cast(net.dtype()), net.add(new ArgMax(c.fixedAxis(x), c.coin()), x))),
        op(ArgMin.class, someFixedAxis(), (net, x, c) -> net.add(new Cast(net.dtype()), net.add(new ArgMin(c.fixedAxis(x), c.coin()), x))),
        op(Gather.class, someFixedAxis(), (net, x, c) -> {
          int axis = c.fixedAxis(x);
          return net.add(new Gather(axis), x, net.indices(c.of(DType.I32, DType.I64), Shape.of(c.between(1, 5)),
            x.type().shape().extent(axis)));
        }),
        op(GatherElements.class, someFixedAxis(), (net, x, c) -> {
          int axis = c.fixedAxis(x);
          Shape shape = x.type().shape().with(axis, c.between(1, 5));
          return net.add(new GatherElements(axis), x, net.indices(c.of(DType.I32, DType.I64), shape, x.type().shape().extent(axis)));
        }),
        op(OneHot.class, rankAtLeast(0), (net, x, c) -> net.add(new OneHot(3, net.dtype()), net.indices(DType.I32, x.type().shape(), 4))),
        op(MaxUnpool.class, image(1, 3), (net, x, c) -> {
          Shape maps = x.type().shape();
          List<Integer> size = c.list(maps.rank() - 2, 2, 4);
          return net.add(new MaxUnpool(size), x, net.indices(DType.I32, maps, size.stream().reduce(1, (a, b) -> a * b)));
        }),
        op(GridSample.class, image(1, 3), (net, x, c) -> {
          int rank = x.type().rank() - 2;
          Shape grid = x.type().shape().without(1);
          grid = grid.inserted(grid.rank(), jacquard.ir.Dim.of(rank));
          Node points = net.bounded(net.add(new Map(Scalar.read(0), net.dtype()), net.like(net.add(new BroadcastTo(grid),
            net.weight(rank)), c)));
          return net.add(new GridSample(c.of(SamplePadding.values()), c.coin()), x, points);
        }));
  }

  private static List<OpGenerator> convolutions() {
    return List.of(
        op(ConvolutionTranspose.class, image(1, 3), (net, x, c) -> {
          int rank = x.type().rank() - 2;
          List<Integer> stride = c.list(rank, 1, 3);
          List<Integer> out = stride.stream().map(c::below).toList();
          var op = new ConvolutionTranspose(stride, c.list(rank, 0, 2), c.list(rank, 0, 2), out, c.list(rank, 1, 3), 1);
          return net.add(op, x, net.weight(kernel(c, rank, x.type().shape().extent(1), c.between(1, 3))));
        }),
        op(DeformableConvolution.class, image(1, 3), (net, x, c) -> {
          int rank = x.type().rank() - 2;
          List<Integer> ones = Collections.nCopies(rank, 1);
          Shape kernel = kernel(c, rank, c.between(1, 3), x.type().shape().extent(1));
          int taps = (int) kernel.slice(2, rank + 2).size();
          Node offset = net.add(new Convolution(ones, ones, ones, ones, ones, 1, 1), x, net.weight(kernel.with(0, taps * rank)));
          return net.add(new DeformableConvolution(ones, ones, ones, 1, 1, false), x, between(net, net.bounded(offset)),
            net.weight(kernel));
        }));
  }

  private static Shape kernel(Choices c, int rank, int first, int second) {
    Shape kernel = Shape.of(first, second);
    for (int d = 0; d < rank; d++) {
      kernel = kernel.inserted(2 + d, jacquard.ir.Dim.of(c.between(1, 3)));
    }
    return kernel;
  }

  /// Offsets that are no whole numbers where the convolution that makes them sees padding alone.
  private static Node between(NetworkGrower net, Node offset) {
    Scalar shifted = Scalar.read(0).times(Scalar.constant(0.6)).plus(Scalar.constant(0.3));
    return net.add(new Map(shifted, net.dtype()), offset);
  }

  private static Node channels(NetworkGrower net, Node x) {
    return net.weight(x.type().shape().extent(1));
  }

  /// `x`, or as many values of its type in a row, so that `pieces` divides dimension `axis`.
  static Node divisible(NetworkGrower net, Node x, int axis, int pieces, Choices c) {
    if (x.type().shape().extent(axis) % pieces == 0) {
      return x;
    }
    Node[] row = new Node[pieces];
    row[0] = x;
    for (int k = 1; k < pieces; k++) {
      row[k] = net.like(x, c);
    }
    return net.add(new Concat(axis), row);
  }

  private static boolean even(Node x, int axis) {
    return x.type().shape().extent(axis) % 2 == 0;
  }

  private static Node labels(NetworkGrower net, Node x) {
    return net.indices(DType.I32, x.type().shape().without(1), x.type().shape().extent(1));
  }

  private static Node number(NetworkGrower net, long value) {
    return net.graph().constant(NdArray.of(Shape.SCALAR, value));
  }
}
