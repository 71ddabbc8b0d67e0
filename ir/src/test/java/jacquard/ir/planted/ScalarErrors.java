package jacquard.ir.planted;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import jacquard.ir.text.AxisNames;
import jacquard.ir.text.ScalarText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Expressions with one error, anywhere in them.
final class ScalarErrors {
  /// A constant wrong in its third digit.
  static final double OFF = 1.01;

  private ScalarErrors() {}

  static List<Change<Scalar>> of(Scalar expr) {
    var all = new ArrayList<>(here(expr));
    switch (expr) {
      case Scalar.Const c -> { }
      case Scalar.Count c -> { }
      case Scalar.Read r -> { }
      case Scalar.Acc a -> { }
      case Scalar.Table(var values, var at) -> in(at, x -> new Scalar.Table(values, x), all);
      case Scalar.Index(var index) -> IndexErrors.of(index).forEach(c -> all.add(c.map(Scalar.Index::new)));
      case Scalar.Unary(var fn, var of) -> in(of, x -> new Scalar.Unary(fn, x), all);
      case Scalar.Binary(var fn, var l, var r) -> {
        in(l, x -> new Scalar.Binary(fn, x, r), all);
        in(r, x -> new Scalar.Binary(fn, l, x), all);
      }
      case Scalar.Compare(var fn, var l, var r) -> {
        in(l, x -> new Scalar.Compare(fn, x, r), all);
        in(r, x -> new Scalar.Compare(fn, l, x), all);
      }
      case Scalar.Select(var test, var a, var b) -> {
        in(test, x -> new Scalar.Select(x, a, b), all);
        in(a, x -> new Scalar.Select(test, x, b), all);
        in(b, x -> new Scalar.Select(test, a, x), all);
      }
      case Scalar.Cast(var to, var of) -> in(of, x -> new Scalar.Cast(to, x), all);
      case Scalar.Random(int stream, var seed, var step, var element) ->
          in(element, x -> new Scalar.Random(stream, seed, step, x), all);
    }
    return all;
  }

  private static void in(Scalar part, UnaryOperator<Scalar> whole, List<Change<Scalar>> all) {
    of(part).forEach(c -> all.add(c.map(whole::apply)));
  }

  private static List<Change<Scalar>> here(Scalar expr) {
    return switch (expr) {
      case Scalar.Const(double v) -> constant(expr, v);
      case Scalar.Count c -> List.of(change(Kind.FACTOR, expr, Scalar.constant(1)));
      case Scalar.Unary(var fn, var of) -> unary(expr, fn, of);
      case Scalar.Binary(var fn, var l, var r) -> binary(expr, fn, l, r);
      case Scalar.Compare(var fn, var l, var r) -> compare(expr, fn, l, r);
      case Scalar.Select(var test, var a, var b) -> List.of(change(Kind.MASK, expr, new Scalar.Select(test, b, a)), change(Kind.MASK,
          expr, a),
          change(Kind.MASK, expr, b));
      case Scalar.Random(int stream, var seed, var step, var element) ->
          List.of(change(Kind.INDEX, expr, new Scalar.Random(stream + 1, seed, step, element)));
      case Scalar.Read r -> List.of();
      case Scalar.Acc a -> List.of();
      case Scalar.Index i -> List.of();
      case Scalar.Table(var values, var at) -> List.of(change(Kind.FACTOR, expr, new Scalar.Table(values.reversed(), at)));
      case Scalar.Cast c -> List.of();
    };
  }

  private static List<Change<Scalar>> constant(Scalar expr, double v) {
    if (v == 0) {
      return List.of(change(Kind.TERM, expr, Scalar.constant(0.01)));
    }
    return Double.isFinite(v) ? List.of(change(Kind.SIGN, expr, Scalar.constant(-v)), change(Kind.FACTOR, expr, Scalar.constant(OFF * v)))
        : List.of();
  }

  private static List<Change<Scalar>> unary(Scalar expr, UnaryFn fn, Scalar of) {
    return List.of(change(fn == UnaryFn.NEG ? Kind.SIGN : fn == UnaryFn.NOT ? Kind.MASK : Kind.FACTOR, expr, of));
  }

  private static List<Change<Scalar>> binary(Scalar expr, BinaryFn fn, Scalar l, Scalar r) {
    Change<Scalar> swapped = change(Kind.OPERAND, expr, new Scalar.Binary(fn, r, l));
    return switch (fn) {
      case ADD -> List.of(change(Kind.SIGN, expr, new Scalar.Binary(BinaryFn.SUB, l, r)), change(Kind.TERM, expr, l), change(Kind.TERM,
          expr, r));
      case SUB -> List.of(change(Kind.SIGN, expr, new Scalar.Binary(BinaryFn.ADD, l, r)), swapped, change(Kind.TERM, expr, l));
      case MUL -> List.of(change(Kind.FACTOR, expr, l), change(Kind.FACTOR, expr, r));
      case DIV, POW -> List.of(change(Kind.FACTOR, expr, l), swapped);
      case MAX -> List.of(change(Kind.MASK, expr, new Scalar.Binary(BinaryFn.MIN, l, r)), change(Kind.MASK, expr, l), change(Kind.MASK,
          expr, r));
      case MIN -> List.of(change(Kind.MASK, expr, new Scalar.Binary(BinaryFn.MAX, l, r)), change(Kind.MASK, expr, l), change(Kind.MASK,
          expr, r));
      case AND -> List.of(change(Kind.MASK, expr, new Scalar.Binary(BinaryFn.OR, l, r)), change(Kind.MASK, expr, l), change(Kind.MASK,
          expr, r));
      case OR -> List.of(change(Kind.MASK, expr, new Scalar.Binary(BinaryFn.AND, l, r)), change(Kind.MASK, expr, l), change(Kind.MASK,
          expr, r));
    };
  }

  private static List<Change<Scalar>> compare(Scalar expr, CompareFn fn, Scalar l, Scalar r) {
    return switch (fn) {
      case LT -> List.of(compared(Kind.MASK, expr, CompareFn.GT, l, r), compared(Kind.TIE, expr, CompareFn.LE, l, r));
      case LE -> List.of(compared(Kind.MASK, expr, CompareFn.GE, l, r), compared(Kind.TIE, expr, CompareFn.LT, l, r));
      case GT -> List.of(compared(Kind.MASK, expr, CompareFn.LT, l, r), compared(Kind.TIE, expr, CompareFn.GE, l, r));
      case GE -> List.of(compared(Kind.MASK, expr, CompareFn.LE, l, r), compared(Kind.TIE, expr, CompareFn.GT, l, r));
      case EQ -> List.of(compared(Kind.MASK, expr, CompareFn.NE, l, r));
      case NE -> List.of(compared(Kind.MASK, expr, CompareFn.EQ, l, r));
    };
  }

  private static Change<Scalar> compared(Kind kind, Scalar from, CompareFn fn, Scalar l, Scalar r) {
    return change(kind, from, new Scalar.Compare(fn, l, r));
  }

  private static Change<Scalar> change(Kind kind, Scalar from, Scalar to) {
    return new Change<>(kind, text(from) + " -> " + text(to), to);
  }

  private static String text(Scalar expr) {
    return ScalarText.print(expr, AxisNames.NUMBERED);
  }
}
