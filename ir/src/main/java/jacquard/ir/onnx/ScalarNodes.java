package jacquard.ir.onnx;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A scalar expression as operators on whole tensors, which broadcast as in our elementwise ops. Equal parts are computed once.
///
/// `select(x <= 0, 0, x)` is `Relu`, and so on ([ScalarPatterns]); functions without an operator are written with others
/// ([ScalarFunctions]). An index is a table over its axes; random numbers have no form.
final class ScalarNodes {
  /// What a read gives: a value over the axes, one dimension each or broadcast, and its type.
  record Operand(String value, DType dtype) {}

  private record Part(Scalar expr, DType dtype) {}

  private final Translation translation;
  private final OnnxGraph out;
  private final List<Operand> reads;
  private final List<Axis> axes;
  private final ScalarFunctions functions;
  private final Map<Part, String> known = new HashMap<>();

  ScalarNodes(Translation translation, List<Operand> reads, List<Axis> axes) {
    this.translation = translation;
    this.out = translation.out();
    this.reads = reads;
    this.axes = axes;
    this.functions = new ScalarFunctions(out);
  }

  /// The shape that `expr` has over `axes`, where read `k` has the shape number `k`, aligned at the last axis.
  static Shape shape(Scalar expr, List<Shape> reads, List<Axis> axes) {
    List<Shape> used = IntStream.range(0, reads.size()).filter(k -> expr.contains(Scalar.read(k))).mapToObj(reads::get).toList();
    int rank = usesIndex(expr) ? axes.size() : used.stream().mapToInt(Shape::rank).max().orElse(0);
    var dims = new ArrayList<Dim>();
    for (int axis = axes.size() - rank; axis < axes.size(); axis++) {
      int fromEnd = axes.size() - axis;
      int number = axis;
      boolean isLong = leaves(expr, e -> e.uses(number)) || used.stream().anyMatch(s -> isLong(s, s.rank() - fromEnd));
      dims.add(isLong ? axes.get(axis).extent() : Dim.of(1));
    }
    return Shape.of(dims);
  }

  private static boolean isLong(Shape shape, int d) {
    return d >= 0 && !shape.dim(d).isOne();
  }

  private static boolean usesIndex(Scalar expr) {
    return leaves(expr, e -> true);
  }

  private static boolean leaves(Scalar expr, Predicate<IndexExpr> test) {
    boolean[] found = new boolean[1];
    expr.mapLeaves(l -> {
      found[0] |= l instanceof Scalar.Index(IndexExpr e) && test.test(e);
      return l;
    });
    return found[0];
  }

  /// The value of `expr` as numbers of type `dtype`.
  String of(Scalar expr, DType dtype) {
    var part = new Part(expr, dtype);
    String value = known.get(part);
    if (value == null) {
      value = made(expr, dtype);
      known.put(part, value);
    }
    return value;
  }

  private String made(Scalar expr, DType dtype) {
    return switch (expr) {
      case Scalar.Const(double v) -> out.scalar(dtype, v);
      case Scalar.Count(Dim dim) -> dim.perBatch() ? translation.batch().number(dim, dtype) : out.scalar(dtype, dim.count());
      case Scalar.Index(IndexExpr e) -> table(e, i -> i, dtype);
      case Scalar.Table(var values, Scalar.Index(IndexExpr e)) -> table(e, values::get, dtype);
      case Scalar.Table t -> throw new Refusal("its table is read at no index");
      case Scalar.Read(int k) -> reads.get(k).value();
      case Scalar.Acc a -> throw new Refusal("an accumulated value stands outside an epilogue");
      case Scalar.Unary(var fn, var of) -> functions.of(fn, of(of, dtype), dtype);
      case Scalar.Binary(var fn, var l, var r) -> binary(fn, of(l, dtype), of(r, dtype));
      case Scalar.Compare(var fn, var l, var r) -> compared(fn, l, r);
      case Scalar.Select s -> selected(s, dtype);
      case Scalar.Cast(var to, var of) -> {
        DType from = type(of, to);
        String value = of(of, from);
        yield from == to ? value : out.add("Cast", List.of(value), Attributes.integer("to", OnnxTypes.number(to)));
      }
      case Scalar.Random r -> throw new Refusal("it draws random numbers (Philox), as dropout does in training");
    };
  }

  private String selected(Scalar.Select s, DType dtype) {
    ScalarPatterns.Match match = ScalarPatterns.match(s);
    if (match != null && dtype.isFloat()) {
      var operands = new ArrayList<>(List.of(of(match.x(), dtype)));
      match.numbers().forEach(v -> operands.add(out.scalar(dtype, v)));
      return out.add(match.operator(), operands, match.attributes());
    }
    return out.add("Where", List.of(of(s.test(), DType.BOOL), of(s.then(), dtype), of(s.otherwise(), dtype)));
  }

  private String binary(BinaryFn fn, String l, String r) {
    return out.add(switch (fn) {
      case ADD -> "Add";
      case SUB -> "Sub";
      case MUL -> "Mul";
      case DIV -> "Div";
      case MAX -> "Max";
      case MIN -> "Min";
      case POW -> "Pow";
      case AND -> "And";
      case OR -> "Or";
    }, List.of(l, r));
  }

  private String compared(CompareFn fn, Scalar left, Scalar right) {
    DType dtype = type(left, type(right, DType.F64));
    List<String> sides = List.of(of(left, dtype), of(right, dtype));
    return switch (fn) {
      case LT -> out.add("Less", sides);
      case LE -> out.add("LessOrEqual", sides);
      case GT -> out.add("Greater", sides);
      case GE -> out.add("GreaterOrEqual", sides);
      case EQ -> out.add("Equal", sides);
      case NE -> out.add("Not", List.of(out.add("Equal", sides)));
    };
  }

  /// The type of `expr`, or `otherwise` where it takes the type of what it stands beside.
  DType type(Scalar expr, DType otherwise) {
    return Objects.requireNonNullElse(type(expr), otherwise);
  }

  private @Nullable DType type(Scalar expr) {
    return switch (expr) {
      case Scalar.Const c -> null;
      case Scalar.Count c -> null;
      case Scalar.Index i -> null;
      case Scalar.Table t -> null;
      case Scalar.Read(int k) -> reads.get(k).dtype();
      case Scalar.Acc a -> null;
      case Scalar.Unary(var fn, var of) -> type(of);
      case Scalar.Binary(var fn, var l, var r) -> fn == BinaryFn.AND || fn == BinaryFn.OR ? DType.BOOL : either(l, r);
      case Scalar.Compare c -> DType.BOOL;
      case Scalar.Select(var test, var a, var b) -> either(a, b);
      case Scalar.Cast(var to, var of) -> to;
      case Scalar.Random r -> DType.F64;
    };
  }

  private @Nullable DType either(Scalar a, Scalar b) {
    DType first = type(a);
    return first == null ? type(b) : first;
  }

  /// The values of a function of an index, with an extent of 1 where it does not depend on an axis.
  private String table(IndexExpr e, IntToDoubleFunction value, DType dtype) {
    List<Dim> dims = IntStream.range(0, axes.size()).mapToObj(a -> e.uses(a) ? axes.get(a).extent() : Dim.of(1)).toList();
    var table = NdArray.zeros(new TensorType(dtype, IndexTables.fixed(Shape.of(dims))));
    IndexTables.forEach(table.shape(), (at, point) -> table.set(at, value.applyAsDouble(e.at(a -> point[a]))));
    return out.constant("index", table);
  }
}
