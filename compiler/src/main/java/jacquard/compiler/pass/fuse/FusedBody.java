package jacquard.compiler.pass.fuse;

import jacquard.compiler.cost.Budgets;
import jacquard.compiler.pass.Scalars;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Scalar;
import jacquard.ir.op.elementwise.Elementwise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An expression over whole nodes, `Read(k)` being the element of `operands.get(k)`; operands are distinct and all are read.
///
/// `acc` is the type of `Acc` where the expression is an epilogue.
record FusedBody(Scalar expr, List<Node> operands, @Nullable DType acc) {
  FusedBody {
    operands = List.copyOf(operands);
  }

  /// What the elementwise `node` computes from its inputs; scalar constants become literals.
  static FusedBody of(Node node) {
    Scalar body = ((Elementwise) node.op()).body(IntStream.range(0, node.inputs().size()).mapToObj(Scalar::read).toList());
    return of(body, node.inputs(), null).withLiterals();
  }

  /// `expr` over `inputs`, repeated and unread ones left out.
  static FusedBody of(Scalar expr, List<Node> inputs, @Nullable DType acc) {
    var operands = new ArrayList<Node>();
    Scalar renumbered = expr.mapLeaves(l -> l instanceof Scalar.Read(int k) ? Scalar.read(number(inputs.get(k), operands)) : l);
    return new FusedBody(renumbered, operands, acc);
  }

  private static int number(Node node, List<Node> operands) {
    if (!operands.contains(node)) {
      operands.add(node);
    }
    return operands.indexOf(node);
  }

  /// Operand `k` computed here, by `value` over `inputs`, which must have the operand's type as [Scalars#stored] gives it.
  FusedBody inline(int k, Scalar value, List<Node> inputs) {
    var all = new ArrayList<>(operands);
    all.addAll(inputs);
    Scalar shifted = value.mapLeaves(l -> l instanceof Scalar.Read(int r) ? Scalar.read(operands.size() + r) : l);
    return of(Scalars.substitute(expr, k, shifted), all, acc);
  }

  /// Operand `k`, the result of an elementwise op, computed here.
  FusedBody inline(int k) {
    Node node = operands.get(k);
    FusedBody body = of(node);
    return inline(k, body.storedAs(node.type().dtype()), body.operands);
  }

  /// Operand `k`, whose value is `Acc` from here on.
  FusedBody accumulated(int k) {
    Node node = operands.get(k);
    Scalar value = Scalars.substitute(expr, k, new Scalar.Acc());
    return of(value, operands, node.type().dtype());
  }

  /// The value as storing it into an array of type `dtype` and reading it again would give.
  Scalar storedAs(DType dtype) {
    return Scalars.stored(expr, Scalars.type(expr, types(), acc), dtype);
  }

  private List<DType> types() {
    return operands.stream().map(o -> o.type().dtype()).toList();
  }

  boolean fits() {
    return operands.size() <= Budgets.OPERANDS && expr.operations() <= Budgets.TREE && Scalars.operations(expr) <= Budgets.OPERATIONS;
  }

  /// Scalar constants as literals; under a cast to their type where an operation would have no typed operand left.
  FusedBody withLiterals() {
    FusedBody body = this;
    for (int k = 0; k < body.operands.size();) {
      Node node = body.operands.get(k);
      Double value = literal(node);
      if (value == null) {
        k++;
        continue;
      }
      FusedBody bare = body.inline(k, Scalar.constant(value), List.of());
      boolean typed = Scalars.allTyped(bare.expr, bare.types(), acc);
      body = typed ? bare : body.inline(k, new Scalar.Cast(node.type().dtype(), Scalar.constant(value)), List.of());
    }
    return body;
  }

  /// Masks and 64-bit integers, which a literal may not hold, stay operands.
  private static @Nullable Double literal(Node node) {
    boolean scalar = node.op() instanceof Constant && node.type().rank() == 0;
    NdArray value = scalar ? ((Constant) node.op()).data().value().orElse(null) : null;
    return value == null || value.dtype() == DType.BOOL || value.dtype() == DType.I64 ? null : (Double) value.get(0);
  }
}
