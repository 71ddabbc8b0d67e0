package jacquard.compiler.pass;

import jacquard.ir.DType;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.UnaryFn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What passes ask about scalar expressions: their element type, size and substitution.
public final class Scalars {
  private Scalars() {}

  /// The element type of `expr` over accesses of types `reads`, with `acc` the type of `Acc`; null for an expression of literals, indices
  /// and counts alone, which takes the type it is wanted in.
  public static @Nullable DType type(Scalar expr, List<DType> reads, @Nullable DType acc) {
    return switch (expr) {
      case Scalar.Const c -> null;
      case Scalar.Index i -> null;
      case Scalar.Table t -> null;
      case Scalar.Count c -> null;
      case Scalar.Read(int k) -> reads.get(k);
      case Scalar.Acc a -> acc;
      case Scalar.Compare c -> DType.BOOL;
      case Scalar.Random r -> DType.F64;
      case Scalar.Cast(var to, var of) -> to;
      case Scalar.Unary(var fn, var of) -> fn == UnaryFn.NOT ? DType.BOOL : type(of, reads, acc);
      case Scalar.Binary(var fn, var l, var r) -> fn == BinaryFn.AND || fn == BinaryFn.OR ? DType.BOOL : either(l, r, reads, acc);
      case Scalar.Select(var test, var a, var b) -> either(a, b, reads, acc);
    };
  }

  private static @Nullable DType either(Scalar a, Scalar b, List<DType> reads, @Nullable DType acc) {
    DType first = type(a, reads, acc);
    return first != null ? first : type(b, reads, acc);
  }

  /// `expr` as a value of type `wanted`, its own type being `own`: what storing it and reading it again would give.
  public static Scalar stored(Scalar expr, @Nullable DType own, DType wanted) {
    return own == wanted ? expr : new Scalar.Cast(wanted, expr);
  }

  /// Different operations in `expr`; equal ones are computed once.
  public static int operations(Scalar expr) {
    var seen = new HashSet<Scalar>();
    collect(expr, seen);
    return (int) seen.stream().filter(Scalars::isOperation).count();
  }

  private static boolean isOperation(Scalar expr) {
    return switch (expr) {
      case Scalar.Const c -> false;
      case Scalar.Index i -> false;
      case Scalar.Table t -> false;
      case Scalar.Count c -> false;
      case Scalar.Read r -> false;
      case Scalar.Acc a -> false;
      case Scalar.Compare c -> true;
      case Scalar.Random r -> true;
      case Scalar.Cast c -> true;
      case Scalar.Unary u -> true;
      case Scalar.Binary b -> true;
      case Scalar.Select s -> true;
    };
  }

  private static void collect(Scalar expr, Set<Scalar> seen) {
    if (seen.add(expr)) {
      parts(expr).forEach(p -> collect(p, seen));
    }
  }

  public static List<Scalar> parts(Scalar expr) {
    return switch (expr) {
      case Scalar.Const c -> List.of();
      case Scalar.Index i -> List.of();
      case Scalar.Table(var values, var at) -> List.of(at);
      case Scalar.Count c -> List.of();
      case Scalar.Read r -> List.of();
      case Scalar.Acc a -> List.of();
      case Scalar.Compare(var fn, var l, var r) -> List.of(l, r);
      case Scalar.Cast(var to, var of) -> List.of(of);
      case Scalar.Unary(var fn, var of) -> List.of(of);
      case Scalar.Binary(var fn, var l, var r) -> List.of(l, r);
      case Scalar.Select(var test, var a, var b) -> List.of(test, a, b);
      case Scalar.Random(int stream, var seed, var step, var element) -> List.of(seed, step, element);
    };
  }

  /// Whether a random number is drawn, which has no vector form: such an expression stays a nest of its own.
  static boolean draws(Scalar expr) {
    return expr instanceof Scalar.Random || parts(expr).stream().anyMatch(Scalars::draws);
  }

  /// Whether the place of the element occurs, so that the value is another where the element is numbered otherwise.
  static boolean usesPlace(Scalar expr) {
    return expr instanceof Scalar.Index || parts(expr).stream().anyMatch(Scalars::usesPlace);
  }

  /// Whether the batch size occurs as a number.
  static boolean countsBatch(Scalar expr) {
    return expr instanceof Scalar.Count(var dim) ? dim.perBatch() : parts(expr).stream().anyMatch(Scalars::countsBatch);
  }

  /// Whether every operation of `expr` still has an operand that gives it a type, so that its literals round as before.
  public static boolean allTyped(Scalar expr, List<DType> reads, @Nullable DType acc) {
    boolean own = !isOperation(expr) || expr instanceof Scalar.Cast || expr instanceof Scalar.Random;
    boolean here = own || parts(expr).stream().anyMatch(p -> type(p, reads, acc) != null);
    if (expr instanceof Scalar.Select(var test, var a, var b)) {
      here = either(a, b, reads, acc) != null;
    }
    return here && parts(expr).stream().allMatch(p -> allTyped(p, reads, acc));
  }

  /// `expr` with access `k` replaced by `value`.
  public static Scalar substitute(Scalar expr, int k, Scalar value) {
    return expr.mapLeaves(l -> l.equals(Scalar.read(k)) ? value : l);
  }
}
