package jacquard.ir.onnx.read;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.index.Gather;
import jacquard.ir.op.index.GatherElements;
import jacquard.ir.op.shape.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What reads and writes by index; negative indices count from the end.
final class IndexOps {
  private IndexOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("Gather", Translator.of(IndexOps::gather));
    table.put("GatherElements", Translator.of(IndexOps::gatherElements));
    table.put("GatherND", Translator.of(IndexOps::gatherTuples));
    table.put("ScatterElements", Translator.of(IndexOps::scatterElements));
    table.put("Scatter", Translator.of(IndexOps::scatterElements));
    table.put("ScatterND", Translator.of(IndexOps::scatterTuples));
    table.put("OneHot", Translator.of(IndexOps::oneHot));
  }

  /// Operand `k`, integers, from 0 on: known ones at import, others when the network runs.
  private static Node indices(OperatorCall call, int k, Dim extent) {
    if (extent.perBatch()) {
      throw call.unsupported("examples of the batch chosen by index");
    }
    if (call.operand(k) instanceof Operand.Tensor(Node node)) {
      DType dtype = node.type().dtype();
      Scalar index = Scalar.read(0);
      Scalar counted = Scalar.select(index.compare(CompareFn.LT, Scalar.constant(0)), index.plus(Scalar.constant(extent.count())), index);
      return call.map(dtype, counted, node);
    }
    Operand.Numbers numbers = call.numbers(k);
    NdArray values = NdArray.zeros(numbers.type());
    for (int i = 0; i < values.size(); i++) {
      values.set(i, numbers.get(i) < 0 ? numbers.get(i) + extent.count() : numbers.get(i));
    }
    return call.g().constant(values);
  }

  /// One element by a known index is a slice, which costs nothing.
  private static Node gather(OperatorCall call) {
    Node x = call.node(0);
    int axis = call.axis(call.integer("axis", 0), x.type().rank());
    Dim extent = x.type().shape().dim(axis);
    boolean known = !(call.operand(1) instanceof Operand.Tensor);
    if (known && call.rank(1) == 0 && !extent.perBatch()) {
      int at = (int) call.number(1);
      int from = at < 0 ? at + extent.count() : at;
      Node one = call.add(new Slice(axis, from, from + 1, 1), x);
      return call.reshape(one, x.type().shape().without(axis));
    }
    return call.add(new Gather(axis), x, indices(call, 1, extent));
  }

  /// Dimensions in which there are fewer indices than elements are cut.
  private static Node gatherElements(OperatorCall call) {
    Node x = call.node(0);
    int axis = call.axis(call.integer("axis", 0), x.type().rank());
    Node index = indices(call, 1, x.type().shape().dim(axis));
    Shape shape = index.type().shape();
    for (int d = 0; d < shape.rank(); d++) {
      if (d != axis && !shape.dim(d).equals(x.type().shape().dim(d))) {
        x = call.add(new Slice(d, 0, shape.extent(d), 1), x);
      }
    }
    return call.add(new GatherElements(axis), x, index);
  }

  /// The index in the last dimension of operand `1`, number `k` of it, where `point` names the others; counted from 0.
  private static IndexExpr loaded(List<IndexExpr> point, int k) {
    var map = new ArrayList<>(point);
    map.add(IndexExpr.of(k));
    return IndexExpr.load(1, map);
  }

  /// Tuples of indices, each with an offset of its own dimension where it is negative.
  private static Node tuples(OperatorCall call, Node x, int first) {
    if (!(call.operand(1) instanceof Operand.Tensor(Node node))) {
      return call.g().constant(counted(call, x.type().shape(), first));
    }
    Shape shape = node.type().shape();
    int last = shape.rank() - 1;
    Scalar extent = Scalar.constant(0);
    for (int k = shape.extent(last) - 1; k >= 0; k--) {
      Scalar here = new Scalar.Index(IndexExpr.var(last)).compare(CompareFn.EQ, Scalar.constant(k));
      extent = Scalar.select(here, Scalar.constant(x.type().shape().extent(first + k)), extent);
    }
    Scalar index = Scalar.read(0);
    return call.map(node.type().dtype(), Scalar.select(index.compare(CompareFn.LT, Scalar.constant(0)), index.plus(extent), index), node);
  }

  private static NdArray counted(OperatorCall call, Shape x, int first) {
    Operand.Numbers numbers = call.numbers(1);
    int length = numbers.type().shape().extent(numbers.type().rank() - 1);
    NdArray values = NdArray.zeros(numbers.type());
    for (int i = 0; i < values.size(); i++) {
      values.set(i, numbers.get(i) < 0 ? numbers.get(i) + x.extent(first + i % length) : numbers.get(i));
    }
    return values;
  }

  private static Node gatherTuples(OperatorCall call) {
    Node x = call.node(0);
    int batch = call.integer("batch_dims", 0);
    Node index = tuples(call, x, batch);
    Shape from = x.type().shape();
    Shape shape = index.type().shape();
    int last = shape.rank() - 1;
    int length = shape.extent(last);
    var dims = new ArrayList<>(shape.dims().subList(0, last));
    dims.addAll(from.dims().subList(batch + length, from.rank()));
    var map = new ArrayList<>(IndexExpr.vars(0, batch));
    IntStream.range(0, length).forEach(k -> map.add(loaded(IndexExpr.vars(0, last), k)));
    map.addAll(IndexExpr.vars(last, dims.size()));
    var structure = Structure.map(Elementwise.axes(Shape.of(dims)), List.of(Access.of(0, map)), Scalar.read(0));
    return call.g().add(new Generic(structure, x.type().shaped(Shape.of(dims))), List.of(x, index));
  }

  private static Node scatterElements(OperatorCall call) {
    Node x = call.node(0);
    int axis = call.axis(call.integer("axis", 0), x.type().rank());
    Node index = indices(call, 1, x.type().shape().dim(axis));
    List<IndexExpr> point = IndexExpr.vars(0, index.type().rank());
    var write = new ArrayList<>(point);
    write.set(axis, IndexExpr.load(1, point));
    return scattered(call, x, index, write, index.type().shape());
  }

  private static Node scatterTuples(OperatorCall call) {
    Node x = call.node(0);
    Node index = tuples(call, x, 0);
    Shape shape = index.type().shape();
    int last = shape.rank() - 1;
    int length = shape.extent(last);
    var write = new ArrayList<IndexExpr>();
    IntStream.range(0, length).forEach(k -> write.add(loaded(IndexExpr.vars(0, last), k)));
    write.addAll(IndexExpr.vars(last, last + x.type().rank() - length));
    return scattered(call, x, index, write, call.shape(2));
  }

  /// `x` with the updates, operand 2, written at `write`, which loads from operand 1: in place of elements, or combined with them.
  private static Node scattered(OperatorCall call, Node x, Node index, List<IndexExpr> write, Shape points) {
    Node updates = call.node(2);
    DType dtype = call.floating(0);
    String reduction = call.text("reduction", "none");
    Combine combine = switch (reduction) {
      case "none", "add" -> Combine.SUM;
      case "mul" -> Combine.PRODUCT;
      case "max" -> Combine.MAX;
      case "min" -> Combine.MIN;
      default -> throw call.unsupported("the reduction \"%s\"", reduction);
    };
    Node written = written(call, x.type(), updates, index, write, points, combine, Scalar.read(0));
    Scalar a = Scalar.read(0);
    Scalar b = Scalar.read(1);
    return switch (reduction) {
      case "none" -> {
        Node count = written(call, x.type(), updates, index, write, points, Combine.SUM, Scalar.constant(1));
        yield call.map(dtype, Scalar.select(Scalar.read(2).compare(CompareFn.GT, Scalar.constant(0)), b, a), x, written, count);
      }
      case "add" -> call.map(dtype, a.plus(b), x, written);
      case "mul" -> call.map(dtype, a.times(b), x, written);
      case "max" -> call.map(dtype, new Scalar.Binary(BinaryFn.MAX, a, b), x, written);
      default -> call.map(dtype, new Scalar.Binary(BinaryFn.MIN, a, b), x, written);
    };
  }

  private static Node written(OperatorCall call, TensorType type, Node updates, Node index, List<IndexExpr> write, Shape points,
      Combine combine, Scalar body) {
    var reads = List.of(Access.of(0, IndexExpr.vars(0, points.rank())));
    var structure = new Structure(Elementwise.axes(points), reads, write, combine, body);
    return call.g().add(new Generic(structure, type), List.of(updates, index));
  }

  /// Operand 2 holds what stands elsewhere and at the index.
  private static Node oneHot(OperatorCall call) {
    int depth = (int) call.number(1);
    Node given = call.node(0);
    Node index = given.type().dtype().isFloat() ? call.cast(given, DType.I64) : given;
    Node values = call.node(2);
    Shape from = index.type().shape();
    int place = call.integer("axis", -1);
    int axis = place < 0 ? place + from.rank() + 1 : place;
    Shape shape = from.inserted(axis, Dim.of(depth));
    List<IndexExpr> point = new ArrayList<>(IndexExpr.vars(0, shape.rank()));
    point.remove(axis);
    Scalar here = new Scalar.Index(IndexExpr.var(axis));
    Scalar hit = Scalar.read(0).compare(CompareFn.EQ, here);
    Scalar negative = Scalar.read(0).plus(Scalar.constant(depth)).compare(CompareFn.EQ, here);
    Scalar body = Scalar.select(new Scalar.Binary(BinaryFn.OR, hit, negative), Scalar.read(2), Scalar.read(1));
    List<Access> reads = List.of(Access.of(0, point), Access.of(1, IndexExpr.of(0)), Access.of(1, IndexExpr.of(1)));
    return call.g().add(new Generic(Structure.map(Elementwise.axes(shape), reads, body), values.type().shaped(shape)),
        List.of(index, values));
  }
}
