package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Abs;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Log;
import jacquard.ir.op.elementwise.Sqrt;
import jacquard.ir.op.elementwise.Square;
import jacquard.ir.op.normalization.LogSumExp;
import jacquard.ir.op.reduction.ArgMax;
import jacquard.ir.op.reduction.ArgMin;
import jacquard.ir.op.reduction.ReduceMax;
import jacquard.ir.op.reduction.ReduceMean;
import jacquard.ir.op.reduction.ReduceMin;
import jacquard.ir.op.reduction.ReduceProduct;
import jacquard.ir.op.reduction.ReduceSum;
import jacquard.ir.op.shape.Reverse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// What combines the elements along dimensions: sums, norms, largest values, their positions, running sums.
final class ReductionOps {
  private ReductionOps() {}

  /// The op along `axes`, the dimensions kept or not.
  private interface Along extends BiFunction<List<Integer>, Boolean, Op> {}

  static void addTo(Map<String, Translator> table) {
    reduction(table, "ReduceSum", ReduceSum::new, 0);
    reduction(table, "ReduceMean", ReduceMean::new, Double.NaN);
    reduction(table, "ReduceMax", ReduceMax::new, Double.NEGATIVE_INFINITY);
    reduction(table, "ReduceMin", ReduceMin::new, Double.POSITIVE_INFINITY);
    reduction(table, "ReduceProd", ReduceProduct::new, 1);
    reduction(table, "ReduceLogSumExp", LogSumExp::new, Double.NEGATIVE_INFINITY);
    table.put("ReduceL1", Translator.of(c -> reduced(c, ReduceSum::new, 0, x -> c.add(new Abs(), x))));
    table.put("ReduceSumSquare", Translator.of(c -> reduced(c, ReduceSum::new, 0, x -> c.add(new Square(), x))));
    table.put("ReduceL2", Translator.of(c -> c.add(new Sqrt(), reduced(c, ReduceSum::new, 0, x -> c.add(new Square(), x)))));
    table.put("ReduceLogSum", Translator.of(c -> c.add(new Log(), reduced(c, ReduceSum::new, 0, x -> x))));
    table.put("ArgMax", Translator.of(c -> position(c, ArgMax::new)));
    table.put("ArgMin", Translator.of(c -> position(c, ArgMin::new)));
    table.put("CumSum", Translator.of(ReductionOps::runningSum));
    table.put("TopK", ReductionOps::largest);
  }

  private static void reduction(Map<String, Translator> table, String name, Along op, double empty) {
    table.put(name, Translator.of(c -> reduced(c, op, empty, x -> x)));
  }

  /// Along the dimensions named, or all; `empty` is what nothing is reduced to. Integers are computed as f64.
  private static Node reduced(OperatorCall call, Along op, double empty, UnaryOperator<Node> before) {
    Node x = call.node(0);
    DType dtype = x.type().dtype();
    int rank = x.type().rank();
    Optional<List<Integer>> given = call.integers("axes", 1);
    boolean keep = call.integer("keepdims", 1) != 0;
    if (given.orElse(List.of()).isEmpty() && call.flag("noop_with_empty_axes")) {
      return before.apply(x);
    }
    List<Integer> axes = given.orElse(List.of()).isEmpty() ? IntStream.range(0, rank).boxed().toList() : call.axes(given.get(), rank);
    if (x.type().shape().dims().stream().anyMatch(d -> d.count() == 0)) {
      Shape shape = x.type().shape();
      List<Dim> dims = IntStream.range(0, rank).filter(d -> keep || !axes.contains(d))
          .mapToObj(d -> axes.contains(d) ? Dim.of(1) : shape.dim(d)).toList();
      return call.g().constant(NdArray.filled(new TensorType(dtype, Shape.of(dims)), empty));
    }
    if (axes.isEmpty()) {
      return before.apply(x);
    }
    Node number = dtype.isFloat() ? x : call.cast(x, DType.F64);
    return call.cast(call.add(op.apply(axes, keep), before.apply(number)), dtype);
  }

  private static Node position(OperatorCall call, BiFunction<Integer, Boolean, Op> op) {
    Node x = call.node(0);
    int axis = call.axis(call.integer("axis", 0), x.type().rank());
    boolean keep = call.integer("keepdims", 1) != 0;
    Node number = x.type().dtype().isFloat() ? x : call.cast(x, DType.F64);
    if (!call.flag("select_last_index")) {
      return call.cast(call.add(op.apply(axis, keep), number), DType.I64);
    }
    Node turned = call.add(op.apply(axis, keep), call.add(new Reverse(List.of(axis)), number));
    Scalar last = Scalar.constant(x.type().shape().extent(axis) - 1);
    return call.cast(call.map(DType.F64, last.minus(Scalar.read(0)), call.cast(turned, DType.F64)), DType.I64);
  }

  /// `y[i] = Σ j ≤ i  x[j]` along one dimension, in order.
  private static Node runningSum(OperatorCall call) {
    Node x = call.node(0);
    int rank = x.type().rank();
    int axis = call.axis((int) call.number(1), rank);
    boolean reverse = call.flag("reverse");
    Scalar beyond = new Scalar.Index(reverse ? IndexExpr.var(axis).minus(IndexExpr.var(rank)) : IndexExpr.var(rank)
        .minus(IndexExpr.var(axis)));
    Scalar counts = beyond.compare(call.flag("exclusive") ? CompareFn.LT : CompareFn.LE, Scalar.constant(0));
    return overPairs(call, x, axis, x.type(), List.of(x), List.of(), Scalar.select(counts, Scalar.read(0), Scalar.constant(0)), axis);
  }

  /// A sum over the pairs of elements along `axis`: those of the result, axis `axis` of the domain, and those of operand 0, its last
  /// axis. `others` are read at the result's place, which is moved to the end along `axis` for operands that are read like operand 0.
  private static Node overPairs(OperatorCall call, Node x, int axis, TensorType type, List<Node> operands, List<Access> others, Scalar body,
      int inner) {
    var axes = new ArrayList<>(Elementwise.axes(type.shape()));
    axes.add(new Axis("j", x.type().shape().dim(inner)));
    var map = new ArrayList<>(IndexExpr.vars(0, x.type().rank()));
    map.set(axis, IndexExpr.var(x.type().rank()));
    var reads = new ArrayList<Access>(List.of(Access.of(0, map)));
    reads.addAll(others);
    var structure = new Structure(axes, reads, IndexExpr.vars(0, type.rank()), Combine.SUM, body);
    return call.g().add(new Generic(structure, type), operands);
  }

  /// The rank of each element is the number of elements before it in order; the `k` first are picked out by their ranks.
  private static List<? extends Operand> largest(OperatorCall call) {
    Node x = call.node(0);
    DType dtype = call.floating(0);
    int rank = x.type().rank();
    int axis = call.axis(call.integer("axis", -1), rank);
    int k = call.since(10) ? (int) call.number(1) : call.integer("k", 1);
    if (k < 1 || k > x.type().shape().extent(axis)) {
      throw call.error("operands", "there are not as many elements").got("k = %d of %s", k, x.type()).build();
    }
    CompareFn first = call.integer("largest", 1) != 0 ? CompareFn.GT : CompareFn.LT;
    Scalar earlier = new Scalar.Index(IndexExpr.var(rank).minus(IndexExpr.var(axis))).compare(CompareFn.LT, Scalar.constant(0));
    Scalar tied = new Scalar.Binary(BinaryFn.AND, Scalar.read(0).compare(CompareFn.EQ, Scalar.read(1)), earlier);
    Scalar before = new Scalar.Binary(BinaryFn.OR, Scalar.read(0).compare(first, Scalar.read(1)), tied);
    Scalar one = Scalar.select(before, Scalar.constant(1), Scalar.constant(0));
    Node order = overPairs(call, x, axis, x.type().typed(DType.F32), List.of(x), List.of(Access.of(0, IndexExpr.vars(0, rank))), one, axis);
    TensorType type = x.type().shaped(x.type().shape().with(axis, k));
    var pair = new ArrayList<>(IndexExpr.vars(0, rank));
    pair.set(axis, IndexExpr.var(rank));
    Scalar here = Scalar.read(1).compare(CompareFn.EQ, new Scalar.Index(IndexExpr.var(axis)));
    List<Access> orders = List.of(Access.of(1, pair));
    Node values = overPairs(call, x, axis, type, List.of(x, order), orders, Scalar.select(here, Scalar.read(0), Scalar.constant(0)), axis);
    Scalar place = new Scalar.Index(IndexExpr.var(rank));
    Node places = overPairs(call, order, axis, type.typed(DType.F64), List.of(call.cast(order, DType.F64)), List.of(),
        Scalar.select(Scalar.read(0).compare(CompareFn.EQ, new Scalar.Index(IndexExpr.var(axis))), place, Scalar.constant(0)), axis);
    return List.of(new Operand.Tensor(call.cast(values, dtype)), new Operand.Tensor(call.cast(places, DType.I64)));
  }
}
