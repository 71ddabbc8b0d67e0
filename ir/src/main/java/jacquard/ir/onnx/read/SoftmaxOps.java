package jacquard.ir.onnx.read;

import jacquard.ir.Shape;
import jacquard.ir.graph.Generic;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Structure;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.normalization.LogSoftmax;
import jacquard.ir.op.normalization.Softmax;
import jacquard.ir.op.reduction.ArgMax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Softmax and its kin along one dimension; before opset 13 along all dimensions from one on, as one.
final class SoftmaxOps {
  private SoftmaxOps() {}

  static void addTo(Map<String, Translator> table) {
    table.put("Softmax", Translator.of(c -> along(c, axis -> c.add(new Softmax(axis), flat(c)))));
    table.put("LogSoftmax", Translator.of(c -> along(c, axis -> c.add(new LogSoftmax(axis), flat(c)))));
    table.put("Hardmax", Translator.of(c -> along(c, axis -> hardmax(c, axis, flat(c)))));
  }

  private static int axis(OperatorCall call) {
    return call.axis(call.integer("axis", call.since(13) ? -1 : 1), call.rank(0));
  }

  private static boolean isFlattened(OperatorCall call) {
    Shape shape = call.shape(0);
    return !call.since(13) && !shape.slice(axis(call) + 1, shape.rank()).dims().stream().allMatch(d -> d.isOne());
  }

  /// Operand 0, in two dimensions where several are one.
  private static Node flat(OperatorCall call) {
    Node x = call.node(0);
    int axis = axis(call);
    Shape shape = x.type().shape();
    return !isFlattened(call) ? x : call.reshape(x, List.of(ReshapeOps.product(call, shape.slice(0, axis)),
        ReshapeOps.product(call, shape.slice(axis, shape.rank()))));
  }

  private static Node along(OperatorCall call, IntFunction<Node> function) {
    return call.reshape(function.apply(isFlattened(call) ? 1 : axis(call)), call.shape(0));
  }

  /// 1 at the first largest element, 0 elsewhere.
  private static Node hardmax(OperatorCall call, int axis, Node x) {
    Node winner = call.add(new ArgMax(axis, true), x);
    Shape shape = x.type().shape();
    var map = new ArrayList<>(IndexExpr.vars(0, shape.rank()));
    map.set(axis, IndexExpr.ZERO);
    Scalar won = Scalar.read(0).compare(CompareFn.EQ, new Scalar.Index(IndexExpr.var(axis)));
    var structure = Structure.map(Elementwise.axes(shape), List.of(Access.of(0, map)), new Scalar.Cast(x.type().dtype(), won));
    return call.g().add(new Generic(structure, x.type()), List.of(winner));
  }
}
