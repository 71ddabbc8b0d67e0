package jacquard.ir.loop;

import com.google.common.math.IntMath;
import java.util.List;

/// Index functions with divisions, remainders and clamps dropped where the domain makes them trivial.
///
/// `⌊e / k⌋` is a constant where `e` stays within one multiple of `k`, and needs no terms that stay within one multiple of a divisor of
/// `k`; `e mod k` is `e` where `e ∈ [0, k)`; a clamp to a range that `e` never leaves is `e`; `k·⌊e / k⌋ + e mod k` is `e`.
public final class IndexSimplifier {
  private final List<Axis> axes;
  private final boolean keepsUnits;

  public IndexSimplifier(List<Axis> axes) {
    this(axes, false);
  }

  private IndexSimplifier(List<Axis> axes, boolean keepsUnits) {
    this.axes = List.copyOf(axes);
    this.keepsUnits = keepsUnits;
  }

  /// One that keeps the indices of axes of extent 1, for structures whose axes are still to be changed.
  public static IndexSimplifier keepingUnits(List<Axis> axes) {
    return new IndexSimplifier(axes, true);
  }

  public IndexExpr simplify(IndexExpr expr) {
    if (isSimple(expr)) {
      return expr;
    }
    IndexExpr sum = IndexExpr.of(expr.offset());
    for (IndexExpr.Term term : expr.terms()) {
      sum = sum.combine(simplify(term.atom()), term.factor());
    }
    return IndexRange.recombined(sum);
  }

  /// Whether nothing can be dropped, as of most functions: all terms are multiples of indices that count further than 0.
  private boolean isSimple(IndexExpr expr) {
    for (IndexExpr.Term term : expr.terms()) {
      if (!(term.atom() instanceof IndexExpr.Atom.Var(int axis)) || !keepsUnits && axes.get(axis).extent().isOne()) {
        return false;
      }
    }
    return true;
  }

  private IndexExpr simplify(IndexExpr.Atom atom) {
    return switch (atom) {
      case IndexExpr.Atom.Var(int axis) -> axes.get(axis).extent().isOne() && !keepsUnits ? IndexExpr.ZERO : IndexExpr.var(axis);
      case IndexExpr.Atom.FloorDiv(var of, int by) -> {
        IndexExpr inner = simplify(of);
        IndexRange range = IndexRange.of(inner, axes);
        boolean constant = range.lo().perBatch() == 0 && range.last().perBatch() == 0
            && Math.floorDiv(range.lo().constant(), by) == Math.floorDiv(range.last().constant(), by);
        yield constant ? IndexExpr.of((int) Math.floorDiv(range.lo().constant(), by)) : quotient(inner, by);
      }
      case IndexExpr.Atom.Mod(var of, int by) -> {
        IndexExpr inner = simplify(of);
        yield within(inner, 0, by) ? inner : inner.mod(by);
      }
      case IndexExpr.Atom.Clamp(var of, int lo, int hi) -> {
        IndexExpr inner = simplify(of);
        yield within(inner, lo, hi + 1L) ? inner : inner.clamp(lo, hi);
      }
      case IndexExpr.Atom.Load(int operand, var map) -> IndexExpr.load(operand, map.stream().map(this::simplify).toList());
    };
  }

  /// `⌊e / by⌋` as `⌊⌊e / k⌋ / (by / k)⌋` where the inner division leaves no remainder to be known: `⌊(8·a + b) / 16⌋` is `⌊a / 2⌋` for
  /// `b` in `[0, 8)`.
  private IndexExpr quotient(IndexExpr e, int by) {
    for (IndexExpr.Term term : e.terms()) {
      int k = IntMath.gcd(Math.abs(term.factor()), by);
      if (k > 1 && k < by && e.isAffine()) {
        IndexExpr inner = simplify(e.floorDiv(k));
        if (inner.isAffine()) {
          return inner.floorDiv(by / k);
        }
      }
    }
    return e.floorDiv(by);
  }

  /// Whether `expr` stays in `[from, to)` for every batch size.
  public boolean within(IndexExpr expr, long from, long to) {
    IndexRange range = IndexRange.of(expr, axes);
    return new IndexRange.Bound(0, from).atMost(range.lo()) && range.hi().atMost(new IndexRange.Bound(0, to));
  }
}
