package jacquard.ir.loop;

import com.google.common.math.LongMath;
import jacquard.ir.Dim;
import jacquard.ir.Shape;
import jacquard.ir.loop.IndexExpr.Atom;
import jacquard.ir.loop.IndexExpr.Term;
import java.util.ArrayList;
import java.util.List;

/// Bounds of an index function over a domain, by interval arithmetic: `e(i) ∈ [lo, hi)` for all points `i` and every batch size.
///
///     [a, b) + [c, d) = [a + c, b + d − 1),    ⌊[a, b) / k⌋ = [⌊a / k⌋, ⌊(b − 1) / k⌋ + 1),    and so on
///
/// The bounds are functions `a·N + b` of the batch size, `N ≥ 1`, in 64 bits, at whose ends they stay. They hold, but need not be reached:
/// indices that occur in several terms are taken as independent, and a loaded index as any `int`, except that `k·⌊e / k⌋ + e mod k` counts
/// as `e`.
/// Source: Moore 1966, "Interval Analysis", chapter 3.
public record IndexRange(Bound lo, Bound hi) {
  /// `perBatch·N + constant`.
  public record Bound(long perBatch, long constant) {
    static Bound of(long constant) {
      return new Bound(0, constant);
    }

    public static Bound of(Dim dim) {
      return dim.perBatch() ? new Bound(dim.count(), 0) : of(dim.count());
    }

    Bound plus(Bound other) {
      return new Bound(LongMath.saturatedAdd(perBatch, other.perBatch), LongMath.saturatedAdd(constant, other.constant));
    }

    Bound plus(long more) {
      return new Bound(perBatch, LongMath.saturatedAdd(constant, more));
    }

    Bound times(long factor) {
      return new Bound(LongMath.saturatedMultiply(perBatch, factor), LongMath.saturatedMultiply(constant, factor));
    }

    /// Whether this is at most `other` for every batch size.
    public boolean atMost(Bound other) {
      long slope = LongMath.saturatedSubtract(other.perBatch, perBatch);
      return slope >= 0 && LongMath.saturatedAdd(slope, LongMath.saturatedSubtract(other.constant, constant)) >= 0;
    }

    /// The value for a batch of `batch` examples.
    public long at(int batch) {
      return LongMath.saturatedAdd(LongMath.saturatedMultiply(perBatch, batch), constant);
    }

    @Override
    public String toString() {
      return perBatch == 0 ? Long.toString(constant) : perBatch + "N" + (constant == 0 ? "" : (constant < 0 ? "" : "+") + constant);
    }
  }

  /// The bounds of `expr` over a domain of these axes.
  public static IndexRange of(IndexExpr expr, List<Axis> axes) {
    IndexExpr simple = recombined(expr);
    Bound lo = Bound.of(simple.offset());
    Bound last = lo;
    for (Term term : simple.terms()) {
      IndexRange range = of(term.atom(), axes);
      Bound first = range.lo.times(term.factor());
      Bound end = range.last().times(term.factor());
      lo = lo.plus(term.factor() >= 0 ? first : end);
      last = last.plus(term.factor() >= 0 ? end : first);
    }
    return closed(lo, last);
  }

  /// Whether `expr` lies in `[0, dim)` at every point.
  public static boolean inside(IndexExpr expr, List<Axis> axes, Dim dim) {
    IndexRange range = of(expr, axes);
    return Bound.of(0).atMost(range.lo) && range.hi.atMost(Bound.of(dim));
  }

  /// Whether `access` reads inside an operand of shape `shape` at every point.
  public static boolean inside(Access access, List<Axis> axes, Shape shape) {
    for (int d = 0; d < shape.rank(); d++) {
      if (!inside(access.map().get(d), axes, shape.dim(d))) {
        return false;
      }
    }
    return true;
  }

  private static IndexRange closed(Bound first, Bound last) {
    return new IndexRange(first, last.plus(1));
  }

  /// The largest value.
  public Bound last() {
    return hi.plus(-1);
  }

  private static IndexRange of(Atom atom, List<Axis> axes) {
    return switch (atom) {
      case Atom.Var(int axis) -> new IndexRange(Bound.of(0), Bound.of(axes.get(axis).extent()));
      case Atom.FloorDiv(var of, int by) -> of(of, axes).floorDiv(by);
      case Atom.Mod(var of, int by) -> of(of, axes).mod(by);
      case Atom.Clamp(var of, int lo, int hi) -> of(of, axes).clamp(lo, hi);
      case Atom.Load l -> new IndexRange(Bound.of(Integer.MIN_VALUE), Bound.of(1L + Integer.MAX_VALUE));
    };
  }

  /// Where `by` does not divide the factor of `N`, that factor is rounded outward.
  private IndexRange floorDiv(int by) {
    Bound last = last();
    return closed(new Bound(Math.floorDiv(lo.perBatch, by), Math.floorDiv(lo.constant, by)),
        new Bound(Math.ceilDiv(last.perBatch, (long) by), Math.floorDiv(last.constant, by)));
  }

  private IndexRange mod(int by) {
    boolean unchanged = Bound.of(0).atMost(lo) && hi.atMost(Bound.of(by));
    return unchanged ? this : new IndexRange(Bound.of(0), Bound.of(by));
  }

  private IndexRange clamp(int first, int last) {
    return closed(clamp(lo, first, last, first), clamp(last(), first, last, last));
  }

  /// `bound` clamped where that is the same constant or nothing for every batch size, `otherwise` where it depends.
  private static Bound clamp(Bound bound, int first, int last, int otherwise) {
    if (bound.atMost(Bound.of(first))) {
      return Bound.of(first);
    }
    if (Bound.of(last).atMost(bound)) {
      return Bound.of(last);
    }
    return Bound.of(first).atMost(bound) && bound.atMost(Bound.of(last)) ? bound : Bound.of(otherwise);
  }

  /// `expr` with every `f·k·⌊e / k⌋ + f·(e mod k)` replaced by `f·e`.
  static IndexExpr recombined(IndexExpr expr) {
    if (expr.isAffine()) {
      return expr;
    }
    for (Term quotient : expr.terms()) {
      for (Term rest : expr.terms()) {
        if (rest.atom() instanceof Atom.Mod(var of, int by) && quotient.factor() == (long) rest.factor() * by
            && quotient.atom().equals(quotientOf(of, by))) {
          var others = new ArrayList<>(expr.terms());
          others.removeAll(List.of(quotient, rest));
          return recombined(new IndexExpr(expr.offset(), others).plus(of.times(rest.factor())));
        }
      }
    }
    return expr;
  }

  /// `⌊of / by⌋` as an atom, with `⌊⌊e / k⌋ / by⌋` as `⌊e / (k·by)⌋`.
  private static Atom quotientOf(IndexExpr of, int by) {
    boolean nested = of.offset() == 0 && of.terms().size() == 1 && of.terms().getFirst().factor() == 1;
    return nested && of.terms().getFirst().atom() instanceof Atom.FloorDiv(var e, int k) && (long) k * by <= Integer.MAX_VALUE
        ? new Atom.FloorDiv(e, k * by) : new Atom.FloorDiv(of, by);
  }
}
