package jacquard.compiler.pass.fold;

import jacquard.compiler.pass.ConstantNodes;
import jacquard.compiler.pass.Rewriter;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Loc;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.op.elementwise.Elementwise;
import jacquard.ir.op.elementwise.Map;
import jacquard.ir.op.shape.Reshape;
import jacquard.ir.op.shape.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An elementwise node seen as `scale·x + shift`, scale and shift being expressions over its constant operands.
///
/// What batch normalisation by known statistics is, and standardisation, and any sum, product or quotient with constants. These are folded
/// already and finite, none of a divisor is 0: with infinities a product distributed over a sum is not the same. `x` stands in it once:
/// what holds it twice, `x - 0.5·x`, is several nodes until they are fused, and would be seen only in a second run.
record Affine(Node node, Node x, Form form) {
  /// `scale·x + shift`; null stands for the scale of what holds no `x`, and for no shift.
  record Form(@Nullable Scalar scale, @Nullable Scalar shift) {}

  private static final Scalar ONE = Scalar.constant(1);

  /// The form of `node`; null where it is no such expression of one operand of its own shape and type.
  static @Nullable Affine of(Node node, ConstantNodes constants) {
    if (!(node.op() instanceof Elementwise op) || !node.type().dtype().isFloat() || constants.known(node)) {
      return null;
    }
    List<Node> others = node.inputs().stream().filter(i -> !(constants.known(i) && isFinite(i))).distinct().toList();
    if (others.size() != 1 || !others.getFirst().type().equals(node.type())) {
      return null;
    }
    Node x = others.getFirst();
    Scalar body = op.body(IntStream.range(0, node.inputs().size()).mapToObj(Scalar::read).toList());
    Form form = form(body, node.inputs().indexOf(x), node.inputs());
    return form == null || form.scale == null ? null : new Affine(node, x, form);
  }

  private static boolean isFinite(Node node) {
    return node.op() instanceof View ? isFinite(node.input(0)) : holds(node, Double::isFinite);
  }

  /// Whether every element of a constant is so.
  private static boolean holds(Node node, DoublePredicate wanted) {
    NdArray value = node.op() instanceof Constant c ? c.data().value().orElse(null) : null;
    return value != null && value.dtype().isFloat() && IntStream.range(0, value.size()).allMatch(i -> wanted.test(value.get(i)));
  }

  private static boolean isDivisor(Scalar expr, List<Node> inputs) {
    return expr instanceof Scalar.Const(double literal) && literal != 0
        || expr instanceof Scalar.Read(int k) && holds(inputs.get(k), v -> Double.isFinite(1 / v));
  }

  private static @Nullable Form form(Scalar expr, int x, List<Node> inputs) {
    return switch (expr) {
      case Scalar.Read(int k) -> inputs.get(k) == inputs.get(x) ? new Form(ONE, null) : new Form(null, expr);
      case Scalar.Const c -> new Form(null, c);
      case Scalar.Unary(var fn, var of) -> unary(expr, fn, form(of, x, inputs));
      case Scalar.Binary(var fn, var l, var r) -> binary(expr, fn, form(l, x, inputs), form(r, x, inputs), inputs);
      default -> null;
    };
  }

  private static @Nullable Form unary(Scalar expr, UnaryFn fn, @Nullable Form of) {
    if (of == null || of.scale == null) {
      return of == null ? null : new Form(null, expr);
    }
    return fn == UnaryFn.NEG ? new Form(of.scale.negated(), of.shift == null ? null : of.shift.negated()) : null;
  }

  private static @Nullable Form binary(Scalar expr, BinaryFn fn, @Nullable Form l, @Nullable Form r, List<Node> inputs) {
    if (l == null || r == null) {
      return null;
    }
    if (l.scale == null && r.scale == null) {
      return new Form(null, expr);
    }
    if (l.scale != null && r.scale != null) {
      return null;
    }
    return switch (fn) {
      case ADD, SUB -> new Form(sum(fn, l.scale, r.scale), sum(fn, l.shift, r.shift));
      case MUL -> l.scale == null ? times(r, l.shift) : times(l, r.shift);
      case DIV -> r.scale != null || r.shift == null || l.scale == null || !isDivisor(r.shift, inputs) ? null
          : new Form(l.scale.dividedBy(r.shift), l.shift == null ? null : l.shift.dividedBy(r.shift));
      default -> null;
    };
  }

  private static @Nullable Scalar sum(BinaryFn fn, @Nullable Scalar l, @Nullable Scalar r) {
    if (l == null || r == null) {
      return r == null ? l : fn == BinaryFn.SUB ? r.negated() : r;
    }
    return fn == BinaryFn.SUB ? l.minus(r) : l.plus(r);
  }

  private static @Nullable Form times(Form form, @Nullable Scalar factor) {
    return form.scale == null || factor == null ? null
        : new Form(form.scale.times(factor), form.shift == null ? null : form.shift.times(factor));
  }

  boolean isScaled() {
    return form.scale != null && !form.scale.equals(ONE);
  }

  /// The scale as a node over constants; null for 1.
  @Nullable Node scale(Rewriter rw) {
    return form.scale == null || !isScaled() ? null : value(form.scale, rw);
  }

  /// The shift as a node over constants; null for none.
  @Nullable Node shift(Rewriter rw) {
    return form.shift == null ? null : value(form.shift, rw);
  }

  private Node value(Scalar expr, Rewriter rw) {
    DType dtype = node.type().dtype();
    if (expr instanceof Scalar.Read(int k)) {
      return rw.now(node.input(k));
    }
    OptionalDouble literal = literal(expr);
    if (literal.isPresent()) {
      NdArray array = NdArray.filled(new TensorType(dtype, Shape.SCALAR), literal.getAsDouble());
      return rw.constant(array, node.loc());
    }
    return Map.node(expr, dtype, rw.now(node.inputs()), rw.builder(node.loc()));
  }

  /// The value of an expression of literals alone.
  private static OptionalDouble literal(Scalar expr) {
    return switch (expr) {
      case Scalar.Const(double value) -> OptionalDouble.of(value);
      case Scalar.Unary(var fn, var of) -> {
        OptionalDouble value = literal(of);
        yield value.isPresent() ? OptionalDouble.of(fn.at(value.getAsDouble())) : value;
      }
      case Scalar.Binary(var fn, var l, var r) -> {
        OptionalDouble left = literal(l);
        OptionalDouble right = literal(r);
        yield left.isPresent() && right.isPresent() ? OptionalDouble.of(fn.at(left.getAsDouble(), right.getAsDouble()))
            : OptionalDouble.empty();
      }
      default -> OptionalDouble.empty();
    };
  }

  /// This applied to the constant `at` in place of `x`.
  Node at(Node at, Rewriter rw) {
    List<Node> inputs = node.inputs().stream().map(i -> i == x ? at : i).toList();
    return rw.add(node.op(), inputs, node.loc());
  }

  /// `value`, which broadcasts to `shape`, as one element per index of dimension `axis` there, or as a scalar; null where it differs
  /// along another dimension.
  static @Nullable Node along(Node value, int axis, Shape shape, Rewriter rw, Loc loc) {
    Shape own = value.type().shape();
    int d = axis - (shape.rank() - own.rank());
    boolean vector = d >= 0 && !own.dim(d).isOne();
    boolean single = IntStream.range(0, own.rank()).allMatch(i -> i == d || own.dim(i).isOne());
    if (!single) {
      return null;
    }
    return reshaped(value, vector ? Shape.of(List.of(own.dim(d))) : Shape.SCALAR, rw, loc);
  }

  /// The vector or scalar `value` with `ones` dimensions of 1 after it.
  static Node leading(Node value, int ones, Rewriter rw, Loc loc) {
    if (value.type().rank() == 0) {
      return value;
    }
    var dims = new ArrayList<>(value.type().shape().dims());
    dims.addAll(Collections.nCopies(ones, Dim.of(1)));
    return reshaped(value, Shape.of(dims), rw, loc);
  }

  static Node reshaped(Node value, Shape shape, Rewriter rw, Loc loc) {
    return value.type().shape().equals(shape) ? value : rw.add(new Reshape(shape), List.of(value), loc);
  }
}
