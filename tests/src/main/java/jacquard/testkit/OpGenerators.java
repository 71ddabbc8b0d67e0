package jacquard.testkit;

import static jacquard.testkit.Types.fixedBehindFirst;
import static jacquard.testkit.Types.image;
import static jacquard.testkit.Types.rankAtLeast;
import static jacquard.testkit.Types.someFixedAxis;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.op.contraction.Convolution;
import jacquard.ir.op.contraction.Linear;
import jacquard.ir.op.contraction.MatMul;
import jacquard.ir.op.elementwise.Cast;
import jacquard.ir.op.elementwise.Compare;
import jacquard.ir.op.elementwise.Div;
import jacquard.ir.op.elementwise.Exp;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Pow;
import jacquard.ir.op.elementwise.Reciprocal;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.elementwise.Where;
import jacquard.ir.op.loss.CrossEntropy;
import jacquard.ir.op.loss.LossReduction;
import jacquard.ir.op.loss.MeanSquaredError;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.pooling.AvgPool;
import jacquard.ir.op.pooling.MaxPool;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.BroadcastTo;
import jacquard.ir.op.shape.Pad;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.Reverse;
import jacquard.ir.op.shape.Slice;
import jacquard.ir.op.shape.Transpose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The vocabulary of random networks: how each op is put on a value. A new op adds its line here.
///
/// Elementwise ops of one or two operands that take any number need no line: [AnyElementwise] makes theirs.
public final class OpGenerators {
  /// Ops that no random network applies, and why.
  public static final Map<String, String> LEFT_OUT = Map.of(
      "input", "a leaf: networks have them as they need", "state", "a leaf: the weights", "constant", "a leaf: tested by its case",
      "fused", "only passes make it", "custom", "the text of a gradient fits one shape: tested by its case");

  private static final List<OpGenerator> ALL = collect();

  private OpGenerators() {}

  /// One generator per op.
  public static List<OpGenerator> all() {
    return ALL;
  }

  private static List<OpGenerator> collect() {
    var all = new LinkedHashMap<Class<?>, OpGenerator>();
    for (List<OpGenerator> table : List.of(elementwise(), contractions(), pooling(), reductions(), views(), losses(), LayerGenerators.all(),
        SpatialGenerators.all())) {
      table.forEach(generator -> all.putIfAbsent(generator.op(), generator));
    }
    AnyElementwise.generators().forEach(generator -> all.putIfAbsent(generator.op(), generator));
    return List.copyOf(all.values());
  }

  private static OpGenerator op(Class<? extends Op> op, Predicate<TensorType> accepts, OpGenerator.Step step) {
    return new OpGenerator(op, accepts, step);
  }

  private static List<OpGenerator> elementwise() {
    return List.of(
        op(Exp.class, rankAtLeast(0), (net, x, c) -> net.add(new Exp(), net.bounded(x))),
        op(Log.class, rankAtLeast(0), (net, x, c) -> net.add(new Log(), net.positive(x))),
        op(Sqrt.class, rankAtLeast(0), (net, x, c) -> net.add(new Sqrt(), net.positive(x))),
        op(Reciprocal.class, rankAtLeast(0), (net, x, c) -> net.add(new Reciprocal(), net.positive(x))),
        op(Square.class, rankAtLeast(0), (net, x, c) -> net.add(new Square(), net.bounded(x))),
        op(Div.class, rankAtLeast(0), (net, x, c) -> net.add(new Div(), x, net.positive(net.like(x, c)))),
        op(Pow.class, rankAtLeast(0), (net, x, c) -> net.add(new Pow(), net.positive(net.bounded(x)), net.bounded(net.like(x, c)))),
        op(Compare.class, rankAtLeast(0), (net, x, c) -> net.add(new Cast(net.dtype()),
            net.add(new Compare(c.of(CompareFn.LT, CompareFn.GE)), x, net.like(x, c)))),
        op(Where.class, rankAtLeast(0), (net, x, c) -> net.add(new Where(), net.mask(x.type().shape()), x, net.like(x, c))),
        op(Cast.class, rankAtLeast(0), (net, x, c) -> net.add(new Cast(net.dtype()), net.add(new Cast(DType.F64), x))),
        op(jacquard.ir.op.elementwise.Map.class, rankAtLeast(0),
            (net, x, c) -> net.add(new jacquard.ir.op.elementwise.Map(Bodies.of(c), net.dtype()), x)));
  }

  private static List<OpGenerator> contractions() {
    return List.of(
        op(MatMul.class, fixedBehindFirst(2), (net, x, c) -> net.add(new MatMul(), x, net.weight(last(x.type()), c.between(1, 10)))),
        op(Linear.class, fixedBehindFirst(2), (net, x, c) -> {
          int units = c.between(1, 18);
          return net.add(new Linear(), x, net.weight(units, last(x.type())), net.weight(units));
        }),
        op(Convolution.class, image(1, 3), (net, x, c) -> {
          Convolution op = ConvolutionArbitraries.convolution(x.type().shape(), c);
          return net.add(op, x, net.weight(ConvolutionArbitraries.kernel(op, x.type().shape(), c)));
        }));
  }

  private static List<OpGenerator> pooling() {
    return List.of(
        op(MaxPool.class, image(1, 3), (net, x, c) -> net.add(new MaxPool(ConvolutionArbitraries.window(x.type().shape(), c)), x)),
        op(AvgPool.class, image(1, 3), (net, x, c) -> net.add(new AvgPool(ConvolutionArbitraries.window(x.type().shape(), c), c.coin()),
            x)));
  }

  private static List<OpGenerator> reductions() {
    return List.of(
        op(ReduceSum.class, rankAtLeast(1), (net, x, c) -> net.add(new ReduceSum(c.axes(x), c.coin()), x)),
        op(ReduceMean.class, rankAtLeast(1), (net, x, c) -> net.add(new ReduceMean(c.axes(x), c.coin()), x)),
        op(ReduceMax.class, rankAtLeast(1), (net, x, c) -> net.add(new ReduceMax(c.axes(x), c.coin()), x)),
        op(ReduceMin.class, rankAtLeast(1), (net, x, c) -> net.add(new ReduceMin(c.axes(x), c.coin()), x)),
        op(Softmax.class, rankAtLeast(1), (net, x, c) -> net.add(new Softmax(c.axis(x)), x)),
        op(LogSoftmax.class, rankAtLeast(1), (net, x, c) -> net.add(new LogSoftmax(c.axis(x)), x)));
  }

  private static List<OpGenerator> views() {
    return List.of(
        op(Reshape.class, fixedBehindFirst(2), (net, x, c) -> net.add(new Reshape(flat(x.type().shape())), x)),
        op(Transpose.class, rankAtLeast(2), (net, x, c) -> net.add(new Transpose(c.order(x)), x)),
        op(Reverse.class, someFixedAxis(), (net, x, c) -> net.add(new Reverse(c.fixedAxes(x)), x)),
        op(BroadcastTo.class, rankAtLeast(0), (net, x, c) -> net.add(new BroadcastTo(x.type().shape().inserted(0,
            Dim.of(c.between(1, 3)))), x)),
        op(Slice.class, someFixedAxis(), (net, x, c) -> {
          int axis = c.fixedAxis(x);
          int extent = x.type().shape().extent(axis);
          int lo = c.below(extent);
          return net.add(new Slice(axis, lo, extent - c.below(extent - lo), c.between(1, 3)), x);
        }),
        op(Pad.class, someFixedAxis(), (net, x, c) -> net.add(new Pad(amounts(x.type(), c), amounts(x.type(), c)), x)),
        op(Generic.class, someFixedAxis(), (net, x, c) -> Bodies.scatter(net, x, c.fixedAxis(x))));
  }

  private static List<OpGenerator> losses() {
    return List.of(
        op(CrossEntropy.class, fixedBehindFirst(2), (net, x, c) -> net.add(new CrossEntropy(c.of(0.0, 0.1),
            c.of(LossReduction.values())), x,
            net.indices(c.of(DType.I32, DType.I64), x.type().shape().without(1), x.type().shape().extent(1)))),
        op(MeanSquaredError.class, rankAtLeast(0), (net, x, c) -> net.add(new MeanSquaredError(c.of(LossReduction.values())), x,
            net.like(x, c))));
  }

  private static int last(TensorType type) {
    return type.shape().extent(type.rank() - 1);
  }

  /// Everything after the first dimension in one.
  private static Shape flat(Shape shape) {
    return Shape.of(List.of(shape.dim(0), Dim.of((int) shape.slice(1, shape.rank()).size())));
  }

  /// Padding of one dimension by -1 (where something is left) to 2.
  private static List<Integer> amounts(TensorType type, Choices c) {
    var amounts = new ArrayList<>(java.util.Collections.nCopies(type.rank(), 0));
    List<Integer> axes = Types.fixedAxes(type);
    int axis = axes.get(c.below(axes.size()));
    amounts.set(axis, c.of(1, 0, 2, type.shape().extent(axis) > 2 ? -1 : 0));
    return amounts;
  }
}
