package jacquard.ir.text;

import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.CompareFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.stream.Collectors;

/// Scalar expressions, infix with no more parentheses than needed: `r0 * (1 - r1 * r1)`, `select(r0 > 0, r1, 0)`.
///
/// | text | meaning |
/// | --- | --- |
/// | `0.5`, `-1`, `inf`, `nan` | literal; `-(1)` is the negation of one |
/// | `r0`, `acc` | a read, the accumulated value |
/// | `idx(2*p + r - 1)`, `count(16N)` | a function of the loop indices, an extent |
/// | `table(idx(2*a + i), 1, -1, 0, 1)` | the literal at a place among those that follow, counted from 0 |
/// | `-x`, `x * y`, `x / y`, `x + y`, `x - y` | arithmetic, the first binding tightest |
/// | `x < y`, `<=`, `>`, `>=`, `==`, `!=`; `x && y`; `x \|\| y` | masks, binding ever looser |
/// | `random(3, r0, r1, idx(i))` | the uniform number of stream 3, of a seed, a step and an element number |
/// | `exp(x)`, `not(x)`, `max(x, y)`, `pow(x, y)`, `select(t, x, y)`, `f32(x)` | functions, choice, conversion |
///
/// Operators of one rank group from the left; comparisons do not chain. What is read is the tree that was printed: nothing is
/// simplified. An expression of more than 300 levels is not read; a sum of n terms has n.
public final class ScalarText {
  private static final int COMPARISON = 3;
  private static final int PREFIX = 6;
  private static final int LEAF = 7;

  private final AxisNames axes;

  private ScalarText(AxisNames axes) {
    this.axes = axes;
  }

  public static String print(Scalar expr, AxisNames axes) {
    return new ScalarText(axes).text(expr);
  }

  public static Scalar parse(Lexer in, AxisNames axes) {
    return new ScalarParser(in, axes).expression();
  }

  private String text(Scalar expr) {
    return switch (expr) {
      case Scalar.Const(double value) -> Numbers.text(value);
      case Scalar.Read(int access) -> "r" + access;
      case Scalar.Acc() -> "acc";
      case Scalar.Index(var index) -> "idx(" + IndexText.print(index, axes) + ")";
      case Scalar.Table(var values, var at) -> "table(" + text(at) + values.stream().map(v -> ", " + Numbers.text(v))
          .collect(Collectors.joining()) + ")";
      case Scalar.Count(var dim) -> "count(" + dim + ")";
      case Scalar.Unary(var fn, var of) when fn == UnaryFn.NEG -> "-"
          + (of instanceof Scalar.Const ? "(" + text(of) + ")" : side(of, PREFIX));
      case Scalar.Unary(var fn, var of) -> fn.text() + "(" + text(of) + ")";
      case Scalar.Binary(var fn, var l, var r) when isFunction(fn) -> fn.text() + "(" + text(l) + ", " + text(r) + ")";
      case Scalar.Binary(var fn, var l, var r) -> side(l, rank(expr)) + " " + symbol(fn) + " " + side(r, rank(expr) + 1);
      case Scalar.Compare(var fn, var l, var r) -> side(l, COMPARISON + 1) + " " + symbol(fn) + " " + side(r, COMPARISON + 1);
      case Scalar.Select(var t, var a, var b) -> "select(" + text(t) + ", " + text(a) + ", " + text(b) + ")";
      case Scalar.Cast(var to, var of) -> to.text() + "(" + text(of) + ")";
      case Scalar.Random(int stream, var seed, var step, var element) -> "random(" + stream + ", " + text(seed) + ", " + text(step) + ", "
          + text(element) + ")";
    };
  }

  /// In parentheses where `expr` binds less tightly than `atLeast`.
  private String side(Scalar expr, int atLeast) {
    return rank(expr) < atLeast ? "(" + text(expr) + ")" : text(expr);
  }

  private static int rank(Scalar expr) {
    return switch (expr) {
      case Scalar.Binary(var fn, var l, var r) -> rank(fn);
      case Scalar.Compare c -> COMPARISON;
      case Scalar.Unary(var fn, var of) -> fn == UnaryFn.NEG ? PREFIX : LEAF;
      case Scalar.Const c -> LEAF;
      case Scalar.Read r -> LEAF;
      case Scalar.Acc a -> LEAF;
      case Scalar.Index i -> LEAF;
      case Scalar.Table t -> LEAF;
      case Scalar.Count c -> LEAF;
      case Scalar.Select s -> LEAF;
      case Scalar.Cast c -> LEAF;
      case Scalar.Random r -> LEAF;
    };
  }

  static int rank(BinaryFn fn) {
    return switch (fn) {
      case OR -> 1;
      case AND -> 2;
      case ADD, SUB -> 4;
      case MUL, DIV -> 5;
      case MAX, MIN, POW -> LEAF;
    };
  }

  static boolean isFunction(BinaryFn fn) {
    return rank(fn) == LEAF;
  }

  static String symbol(BinaryFn fn) {
    return switch (fn) {
      case OR -> "||";
      case AND -> "&&";
      case ADD -> "+";
      case SUB -> "-";
      case MUL -> "*";
      case DIV -> "/";
      case MAX, MIN, POW -> fn.text();
    };
  }

  static String symbol(CompareFn fn) {
    return switch (fn) {
      case LT -> "<";
      case LE -> "<=";
      case GT -> ">";
      case GE -> ">=";
      case EQ -> "==";
      case NE -> "!=";
    };
  }
}
