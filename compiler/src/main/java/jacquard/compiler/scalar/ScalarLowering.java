package jacquard.compiler.scalar;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Expressions to instructions, types included.
///
/// A literal, an index or a count has no type of its own and takes that of the expression it stands beside; where nothing beside it
/// has one, the type wanted of the whole. Beside nothing but literals, a comparison works in f64. Functions other than arithmetic need
/// floats; a division of integers is done in f64 and truncated, as the reference does it.
final class ScalarLowering {
  private final ScalarCodeBuilder builder;

  ScalarLowering(ScalarCodeBuilder builder) {
    this.builder = builder;
  }

  int lower(Scalar expression, DType result) {
    DType own = typeOf(expression);
    DType type = own != null ? own : result;
    return builder.convert(result, value(expression, type));
  }

  /// The type `expression` has by itself; null for one made of untyped leaves only.
  private @Nullable DType typeOf(Scalar expression) {
    return switch (expression) {
      case Scalar.Const c -> null;
      case Scalar.Index i -> null;
      case Scalar.Table t -> null;
      case Scalar.Count c -> null;
      case Scalar.Read(int access) -> builder.readType(access);
      case Scalar.Acc a -> builder.accumulatorType();
      case Scalar.Compare c -> DType.BOOL;
      case Scalar.Random r -> DType.F64;
      case Scalar.Cast(DType to, var of) -> to;
      case Scalar.Unary(UnaryFn fn, var of) -> fn == UnaryFn.NOT ? DType.BOOL : typeOf(of);
      case Scalar.Binary(BinaryFn fn, var left, var right) -> isLogical(fn) ? DType.BOOL : typeOf(left, right);
      case Scalar.Select(var test, var then, var otherwise) -> typeOf(then, otherwise);
    };
  }

  private @Nullable DType typeOf(Scalar left, Scalar right) {
    DType a = typeOf(left);
    DType b = typeOf(right);
    if (a != null && b != null && a != b) {
      throw CompilerBug.of("an expression mixes %s and %s: %s and %s", a.text(), b.text(), left, right);
    }
    return a != null ? a : b;
  }

  private static boolean isLogical(BinaryFn fn) {
    return fn == BinaryFn.AND || fn == BinaryFn.OR;
  }

  /// The value of `expression`, which has type `type` or none.
  private int value(Scalar expression, DType type) {
    return switch (expression) {
      case Scalar.Const(double value) -> builder.constant(value, type);
      case Scalar.Index(var index) -> builder.index(index, type);
      case Scalar.Table(var values, var at) -> table(values, at, type);
      case Scalar.Count(var dim) -> builder.count(dim, type);
      case Scalar.Read(int access) -> builder.read(access);
      case Scalar.Acc a -> builder.acc();
      case Scalar.Compare(CompareFn fn, var left, var right) -> compare(fn, left, right);
      case Scalar.Cast(DType to, var of) -> cast(to, of);
      case Scalar.Random(int stream, var seed, var step, var element) -> PhiloxCode.uniform24(builder, stream, lower(seed, DType.I64),
          lower(step, DType.I64), lower(element, DType.I64));
      case Scalar.Unary(UnaryFn fn, var of) -> unary(fn, of, type);
      case Scalar.Binary(BinaryFn fn, var left, var right) -> binary(fn, left, right, type);
      case Scalar.Select(var test, var then, var otherwise) -> builder.select(bool(test), value(then, type), value(otherwise, type));
    };
  }

  /// A choice among what is not 0, by the number of the place.
  private int table(List<Double> values, Scalar at, DType type) {
    int place = value(at, DType.I32);
    int result = builder.constant(0, type);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != 0) {
        int here = builder.compare(Opcode.EQ, place, builder.constant(i, DType.I32));
        result = builder.select(here, builder.constant(values.get(i), type), result);
      }
    }
    return result;
  }

  private int bool(Scalar expression) {
    return lower(expression, DType.BOOL);
  }

  private int compare(CompareFn fn, Scalar left, Scalar right) {
    DType beside = typeOf(left, right);
    DType type = beside != null ? beside : DType.F64;
    return builder.compare(Opcode.valueOf(fn.name()), value(left, type), value(right, type));
  }

  private int cast(DType to, Scalar of) {
    DType own = typeOf(of);
    boolean leaf = of instanceof Scalar.Const || of instanceof Scalar.Index || of instanceof Scalar.Count;
    DType type = own != null ? own : leaf || to.isFloat() ? to : DType.F64;
    return builder.convert(to, value(of, type));
  }

  private int unary(UnaryFn fn, Scalar of, DType type) {
    if (fn == UnaryFn.NOT) {
      return builder.not(bool(of));
    }
    int x = value(of, type);
    return switch (fn) {
      case NEG -> builder.neg(x);
      case ABS -> builder.abs(x);
      case FLOOR -> type.isFloat() ? FloorCode.floor(floats(type), x) : x;
      case SQRT -> floats(type).sqrt(x);
      case EXP -> ExpCode.exp(floats(type), x);
      case EXPM1 -> ExpCode.expm1(floats(type), x);
      case LOG -> LogCode.log(floats(type), x);
      case LOG1P -> LogCode.log1p(floats(type), x);
      case TANH -> TanhCode.tanh(floats(type), x);
      case SIGMOID -> SigmoidCode.sigmoid(floats(type), x);
      case SIN -> TrigCode.sin(floats(type), x);
      case COS -> TrigCode.cos(floats(type), x);
      case ERF -> ErfCode.erf(floats(type), x);
      case GAUSS -> NormalCode.gauss(floats(type), x);
      case NORMCDF -> NormalCode.below(floats(type), x);
      case GELUGATE -> GeluGateCode.gate(floats(type), x);
      case NOT -> throw new AssertionError();
    };
  }

  private FloatMath floats(DType type) {
    return new FloatMath(builder, type);
  }

  private int binary(BinaryFn fn, Scalar left, Scalar right, DType type) {
    if (isLogical(fn)) {
      int a = bool(left);
      int b = bool(right);
      return fn == BinaryFn.AND ? builder.and(a, b) : builder.or(a, b);
    }
    int a = value(left, type);
    int b = value(right, type);
    return switch (fn) {
      case ADD -> builder.add(a, b);
      case SUB -> builder.sub(a, b);
      case MUL -> builder.mul(a, b);
      case DIV -> type.isFloat() ? builder.div(a, b)
          : builder.convert(type, builder.div(builder.convert(DType.F64, a), builder.convert(DType.F64, b)));
      case MAX -> builder.max(a, b);
      case MIN -> builder.min(a, b);
      case POW -> PowCode.pow(floats(type), a, b);
      case AND, OR -> throw new AssertionError();
    };
  }
}
