package jacquard.ir.eval;

import jacquard.ir.NdArray;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.IndexExpr.Atom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// An index function at the points of a row, in three parts by the axes that its terms use:
///
///     value(i) = outer + inner(i) + Σ factor · atom(i)
///
/// Terms of outer axes are the same at every point of a row, those of inner axes the same in every row: the former are computed once a run,
/// the latter once. What is left for every point are divisions, remainders, clamps and loads of both.
final class IndexRow {
  private static final int[] NOTHING = {};

  private final Points points;
  private final List<NdArray> operands;
  private final IndexExpr outer;
  private final int[] inner;
  private final int least;
  private final int greatest;
  private final List<Mixed> mixed = new ArrayList<>();
  private int[] values = {};

  /// An atom of both outer and inner axes, and its factor.
  private record Mixed(int factor, Values atom) {}

  /// Puts what is at the points `[from, to)` of the row into the first elements of `values`.
  @FunctionalInterface
  private interface Values {
    void put(int from, int to, int[] values);
  }

  IndexRow(IndexExpr expr, Points points, List<NdArray> operands) {
    this.points = points;
    this.operands = operands;
    var once = new ArrayList<IndexExpr.Term>();
    int[] table = NOTHING;
    for (IndexExpr.Term term : expr.terms()) {
      var alone = new IndexExpr(0, List.of(term));
      if (!points.usesInner(alone) && !alone.hasLoad()) {
        once.add(term);
      } else if (!points.usesOuter(alone)) {
        table = sum(table, term.factor(), column(term.atom()));
      } else {
        mixed.add(new Mixed(term.factor(), prepared(term.atom())));
      }
    }
    this.outer = new IndexExpr(expr.offset(), once);
    this.inner = table;
    int lo = table.length == 0 ? 0 : Integer.MAX_VALUE;
    int hi = table.length == 0 ? 0 : Integer.MIN_VALUE;
    for (int value : table) {
      lo = Math.min(lo, value);
      hi = Math.max(hi, value);
    }
    this.least = lo;
    this.greatest = hi;
  }

  /// `a + factor · b` of two tables; an empty one is all zeros.
  static int[] sum(int[] a, int factor, int[] b) {
    int[] sum = a.length > 0 ? a : new int[b.length];
    for (int i = 0; i < b.length; i++) {
      sum[i] += factor * b[i];
    }
    return sum;
  }

  /// An atom of inner axes at all points of a row.
  private int[] column(Atom atom) {
    if (atom instanceof Atom.Var(int axis)) {
      return points.column(axis);
    }
    int[] column = new int[points.row()];
    prepared(atom).put(0, column.length, column);
    return column;
  }

  private Values prepared(Atom atom) {
    return switch (atom) {
      case Atom.Var(int axis) -> throw new IllegalStateException("axis " + axis + " is both outer and inner");
      case Atom.FloorDiv(var of, int by) -> each(of, v -> Math.floorDiv(v, by));
      case Atom.Mod(var of, int by) -> each(of, v -> Math.floorMod(v, by));
      case Atom.Clamp(var of, int lo, int hi) -> each(of, v -> Math.clamp(v, lo, hi));
      case Atom.Load(int operand, var map) -> {
        NdArray loaded = operands.get(operand);
        var elements = new OffsetRow(map, loaded.shape(), points, operands);
        yield (from, to, values) -> {
          int[] at = elements.offsets(from, to);
          for (int i = 0; i < to - from; i++) {
            values[i] = (int) loaded.get(at[i]);
          }
        };
      }
    };
  }

  private Values each(IndexExpr of, IntUnaryOperator fn) {
    var inside = new IndexRow(of, points, operands);
    return (from, to, values) -> {
      int[] v = inside.values(from, to);
      for (int i = 0; i < to - from; i++) {
        values[i] = fn.applyAsInt(v[i]);
      }
    };
  }

  /// Whether no term is of both outer and inner axes.
  boolean isSeparate() {
    return mixed.isEmpty();
  }

  /// What the constant and the terms of outer axes add in the present run.
  int outer() {
    return outer.at(points::outer);
  }

  /// What the terms of inner axes add at the points of every row; empty where there are none.
  int[] inner() {
    return inner;
  }

  /// Whether the values of the present row are known to lie in `[0, extent)`.
  boolean staysInside(int extent) {
    long base = outer();
    return isSeparate() && base + least >= 0 && base + greatest < extent;
  }

  /// The values at the points `[from, to)` of the row, in the arithmetic of `int`; the next call overwrites them.
  int[] values(int from, int to) {
    int count = to - from;
    if (values.length < count) {
      values = new int[count];
    }
    Arrays.fill(values, 0, count, outer());
    if (inner.length > 0) {
      for (int i = 0; i < count; i++) {
        values[i] += inner[from + i];
      }
    }
    for (Mixed term : mixed) {
      int[] atom = new int[count];
      term.atom.put(from, to, atom);
      for (int i = 0; i < count; i++) {
        values[i] += term.factor * atom[i];
      }
    }
    return values;
  }
}
