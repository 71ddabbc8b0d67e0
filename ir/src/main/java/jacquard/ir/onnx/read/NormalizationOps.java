package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Shape;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Mul;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.normalization.GroupNorm;
import jacquard.ir.op.normalization.InstanceNorm;
import jacquard.ir.op.normalization.LayerNorm;
import jacquard.ir.op.normalization.LocalResponseNorm;
import jacquard.ir.op.normalization.Variance;
import jacquard.ir.op.normalization.ZScore;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.BroadcastTo;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Normalisations by statistics of the operand itself; [BatchNormalization] has those that are given.
final class NormalizationOps {
  private static final double DEFAULT_EPSILON = 1e-5;
  private static final double MEAN_VARIANCE_EPSILON = 1e-9;
  private static final Scalar X = Scalar.read(0);

  private NormalizationOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("BatchNormalization", call -> new BatchNormalization(call).results());
    table.put("InstanceNormalization", Translator.of(c ->
        c.add(new InstanceNorm(c.decimal("epsilon", DEFAULT_EPSILON)), c.node(0), c.node(1), c.node(2))));
    table.put("LayerNormalization", NormalizationOps::layer);
    table.put("GroupNormalization", Translator.of(NormalizationOps::group));
    table.put("RMSNormalization", Translator.of(NormalizationOps::rootMeanSquare));
    table.put("MeanVarianceNormalization", Translator.of(NormalizationOps::meanVariance));
    table.put("LpNormalization", Translator.of(NormalizationOps::norm));
    table.put("LRN", Translator.of(NormalizationOps::localResponse));
  }

  private static List<Integer> last(OperatorCall call) {
    int rank = call.rank(0);
    return IntStream.range(call.axis(call.integer("axis", -1), rank), rank).boxed().toList();
  }

  private static List<@Nullable Operand> layer(OperatorCall call) {
    Node x = call.node(0);
    DType dtype = call.floating(0);
    List<Integer> axes = last(call);
    double epsilon = call.decimal("epsilon", DEFAULT_EPSILON);
    Shape normalized = x.type().shape().slice(axes.getFirst(), x.type().rank());
    Node y;
    if (call.has(1) && call.has(2) && !normalized.isBatched()) {
      y = call.add(new LayerNorm(axes.size(), epsilon), x, filled(call, 1, normalized), filled(call, 2, normalized));
    } else {
      y = call.add(new ZScore(axes, epsilon), x);
      y = call.has(1) ? call.add(new Mul(), y, call.node(1)) : y;
      y = call.has(2) ? call.map(dtype, X.plus(Scalar.read(1)), y, call.node(2)) : y;
    }
    Node mean = call.wants(1) ? call.add(new ReduceMean(axes, true), x) : null;
    Node inverse = null;
    if (call.wants(2)) {
      Scalar root = X.plus(Scalar.constant(epsilon)).apply(UnaryFn.SQRT);
      inverse = call.map(dtype, Scalar.constant(1).dividedBy(root), call.add(new Variance(axes, true, 0), x));
    }
    return Translator.results(y, mean, inverse);
  }

  /// Operand `k` with all elements of `shape`.
  private static Node filled(OperatorCall call, int k, Shape shape) {
    Node x = call.node(k);
    return x.type().shape().equals(shape) ? x : call.add(new BroadcastTo(shape), x);
  }

  private static Node rootMeanSquare(OperatorCall call) {
    Node x = call.node(0);
    Node squares = call.add(new ReduceMean(last(call), true), call.add(new Square(), x));
    Scalar root = Scalar.read(1).plus(Scalar.constant(call.decimal("epsilon", DEFAULT_EPSILON))).apply(UnaryFn.SQRT);
    Node y = call.map(call.floating(0), X.dividedBy(root), x, squares);
    return call.add(new Mul(), y, call.node(1));
  }

  /// Before opset 21 scale and shift are one for each group.
  private static Node group(OperatorCall call) {
    Node x = call.node(0);
    int groups = call.integer("num_groups", 1);
    Node scale = call.node(1);
    Node shift = call.node(2);
    int channels = x.type().shape().extent(1);
    if (!call.since(21) && groups > 0 && channels % groups == 0) {
      scale = perChannel(call, scale, groups, channels / groups);
      shift = perChannel(call, shift, groups, channels / groups);
    }
    return call.add(new GroupNorm(groups, call.decimal("epsilon", DEFAULT_EPSILON)), x, scale, shift);
  }

  private static Node perChannel(OperatorCall call, Node perGroup, int groups, int each) {
    Node column = call.reshape(perGroup, Shape.of(groups, 1));
    return call.reshape(call.add(new BroadcastTo(Shape.of(groups, each)), column), Shape.of(groups * each));
  }

  private static Node meanVariance(OperatorCall call) {
    Node x = call.node(0);
    List<Integer> given = call.attribute("axes").isPresent() ? call.integers("axes") : List.of(0, 2, 3);
    List<Integer> axes = call.axes(given, x.type().rank());
    Node mean = call.add(new ReduceMean(axes, true), x);
    Node variance = call.add(new Variance(axes, true, 0), x);
    Scalar deviation = Scalar.read(2).apply(UnaryFn.SQRT).plus(Scalar.constant(MEAN_VARIANCE_EPSILON));
    return call.map(call.floating(0), X.minus(Scalar.read(1)).dividedBy(deviation), x, mean, variance);
  }

  /// 0 where the norm is.
  private static Node norm(OperatorCall call) {
    Node x = call.node(0);
    List<Integer> axes = List.of(call.axis(call.integer("axis", -1), x.type().rank()));
    boolean first = call.integer("p", 2) == 1;
    Node sum = call.add(new ReduceSum(axes, true), call.add(first ? new Abs() : new Square(), x));
    Scalar norm = first ? Scalar.read(1) : Scalar.read(1).apply(UnaryFn.SQRT);
    Scalar zero = Scalar.constant(0);
    return call.map(call.floating(0), Scalar.select(Scalar.read(1).compare(CompareFn.EQ, zero), zero, X.dividedBy(norm)), x, sum);
  }

  private static Node localResponse(OperatorCall call) {
    Node x = call.node(0);
    int size = call.integer("size", 1);
    var op = new LocalResponseNorm(size, call.decimal("alpha", 1e-4), call.decimal("beta", 0.75), call.decimal("bias", 1), true);
    if (size % 2 != 0) {
      return call.add(op, x);
    }
    throw call.unsupported("windows of an even number of channels: %d", size);
  }
}
