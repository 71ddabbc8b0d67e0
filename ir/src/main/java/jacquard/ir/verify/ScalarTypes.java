package jacquard.ir.verify;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.Axis;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexRange;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The element types of scalar expressions; null is the type of what takes any: a literal, an index, a count, an expression of
/// those, and whatever was already reported.
///
/// - Arithmetic, `max`, `min`, `pow`: both sides of one type, not `bool`. `neg`, `abs`: not `bool`; other functions: floating point.
/// - Comparisons: both sides of one type, giving `bool`. `&&`, `||`, `not`, the test of `select`: `bool`.
/// - A table is read at an index that lies among its numbers wherever the axes run.
/// - Both results of `select` have one type; a conversion gives its own. Seed, step and element of `random`: `i64`, giving `f64`.
final class ScalarTypes {
  private final List<DType> reads;
  private final @Nullable DType acc;
  private final boolean hasAcc;
  private final int axes;
  private final List<Axis> tables;
  private final Consumer<String> problems;

  /// Types of expressions over `reads` and, where `hasAcc`, an accumulated value of type `acc`; indices lie below `axes`, and those of
  /// tables are functions of the axes `tables`: none stands where these are unknown.
  ScalarTypes(List<DType> reads, boolean hasAcc, @Nullable DType acc, int axes, List<Axis> tables, Consumer<String> problems) {
    this.reads = reads;
    this.hasAcc = hasAcc;
    this.acc = acc;
    this.axes = axes;
    this.tables = tables;
    this.problems = problems;
  }

  @Nullable DType of(Scalar expr) {
    return switch (expr) {
      case Scalar.Const c -> null;
      case Scalar.Count c -> null;
      case Scalar.Index(IndexExpr index) -> index(index);
      case Scalar.Table(var values, var at) -> table(values.size(), at);
      case Scalar.Read(int k) -> k >= 0 && k < reads.size() ? reads.get(k)
          : unknown(String.format(Locale.ROOT, "r%d is read, but there are %d reads", k, reads.size()));
      case Scalar.Acc() -> hasAcc ? acc : unknown("acc stands outside an epilogue");
      case Scalar.Unary(var fn, var of) -> unary(fn, of(of));
      case Scalar.Binary(var fn, var l, var r) -> binary(fn, of(l), of(r));
      case Scalar.Compare(var fn, var l, var r) -> {
        same(fn.text(), of(l), of(r));
        yield DType.BOOL;
      }
      case Scalar.Select(var test, var a, var b) -> {
        mask("the test of select", of(test));
        yield same("select", of(a), of(b));
      }
      case Scalar.Random(int stream, var seed, var step, var element) -> {
        same("random", DType.I64, same("random", of(seed), same("random", of(step), of(element))));
        yield DType.F64;
      }
      case Scalar.Cast(var to, var of) -> {
        of(of);
        yield to;
      }
    };
  }

  private @Nullable DType index(IndexExpr index) {
    StructureRules.usesOnly(index, axes, problems);
    return index.hasLoad() ? unknown(String.format(Locale.ROOT, "%s loads an index; read the operand instead", index)) : null;
  }

  private @Nullable DType table(int size, Scalar at) {
    of(at);
    boolean inside = at instanceof Scalar.Index(IndexExpr index) && StructureRules.isOver(index, tables.size())
        && IndexRange.inside(index, tables, Dim.of(size));
    return inside ? null
        : unknown(String.format(Locale.ROOT, "a table of %d numbers is read at %s, which is no index among them", size, at));
  }

  private @Nullable DType unary(UnaryFn fn, @Nullable DType of) {
    return switch (fn) {
      case NOT -> mask("not", of);
      case NEG, ABS -> number(fn.text(), of);
      case SQRT, EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SIN, COS, ERF, GAUSS, NORMCDF, GELUGATE, FLOOR -> of == null || of.isFloat() ? of
          : unknown(String.format(Locale.ROOT, "%s of %s, expected floating point", fn.text(), of.text()));
    };
  }

  private @Nullable DType binary(BinaryFn fn, @Nullable DType l, @Nullable DType r) {
    return switch (fn) {
      case AND, OR -> {
        mask(fn.text(), l);
        mask(fn.text(), r);
        yield DType.BOOL;
      }
      case ADD, SUB, MUL, DIV, MAX, MIN, POW -> number(fn.text(), same(fn.text(), l, r));
    };
  }

  private @Nullable DType same(String what, @Nullable DType l, @Nullable DType r) {
    if (l != null && r != null && l != r) {
      return unknown(String.format(Locale.ROOT, "%s mixes %s and %s", what, l.text(), r.text()));
    }
    return l == null ? r : l;
  }

  private @Nullable DType number(String what, @Nullable DType type) {
    return type == DType.BOOL ? unknown(String.format(Locale.ROOT, "%s of bool, expected a number", what)) : type;
  }

  private DType mask(String what, @Nullable DType type) {
    if (type != DType.BOOL) {
      problems.accept(String.format(Locale.ROOT, "%s takes a bool, got %s", what, type == null ? "a number" : type.text()));
    }
    return DType.BOOL;
  }

  private @Nullable DType unknown(String problem) {
    problems.accept(problem);
    return null;
  }
}
