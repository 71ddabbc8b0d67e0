package jacquard.ir.eval;

import jacquard.ir.Interrupted;
import jacquard.ir.loop.IndexExpr;
import java.util.Arrays;

/// The points of a domain in order, the last axis fastest, cut into runs. What is done at every point is one plain loop over a run.
///
///     domain = outer axes × inner axes        row = all points of the inner axes        run = [from, to) of a row
///
/// The inner axes are the last ones, as many as give a row of a useful length. A row being the same wherever the outer axes stand, what
/// depends on the inner axes alone is computed once for all rows.
final class Points {
  /// A run's numbers, 4 KiB for each operation of a body, stay in a nearby cache.
  private static final int RUN = 512;
  /// What is done once a run costs about as much as some tens of points.
  private static final int USEFUL = 64;
  /// Rows are tabulated, and a table should not outgrow what it is to save.
  private static final int LONGEST = 1 << 16;

  private final int[] extents;
  private final int[] index;
  private final int inner;
  private final int row;
  private final int[][] columns;
  private int from;
  private int to;
  private int runs;

  Points(int... extents) {
    this.extents = extents.clone();
    this.index = new int[extents.length];
    this.columns = new int[extents.length][];
    int first = extents.length;
    int length = 1;
    while (first > 0 && length < USEFUL && (first == extents.length || (long) length * extents[first - 1] <= LONGEST)) {
      length *= extents[--first];
    }
    this.inner = first;
    this.row = length;
    this.to = Math.min(row, RUN);
  }

  /// Calls `run` at every run, in order; in between, the position is that of the run.
  void forEachRun(Runnable run) {
    if (Arrays.stream(extents).allMatch(e -> e > 0)) {
      do {
        Interrupted.check();
        run.run();
      } while (advance());
    }
  }

  private boolean advance() {
    runs++;
    boolean more = to < row || advanceOuter();
    from = to < row ? to : 0;
    to = Math.min(row, from + RUN);
    return more;
  }

  private boolean advanceOuter() {
    for (int a = inner - 1; a >= 0; a--) {
      if (++index[a] < extents[a]) {
        return true;
      }
      index[a] = 0;
    }
    return false;
  }

  /// The first point of the run, counted in its row.
  int from() {
    return from;
  }

  /// The point after the last of the run, counted in its row.
  int to() {
    return to;
  }

  /// The points of the run.
  int count() {
    return to - from;
  }

  /// The points of a row.
  int row() {
    return row;
  }

  /// How many points the longest run has.
  int longestRun() {
    return Math.min(row, RUN);
  }

  /// Counts the runs.
  int run() {
    return runs;
  }

  /// Where outer axis `axis` stands.
  int outer(int axis) {
    return index[axis];
  }

  boolean usesOuter(IndexExpr expr) {
    return uses(expr, 0, inner);
  }

  boolean usesInner(IndexExpr expr) {
    return uses(expr, inner, extents.length);
  }

  private static boolean uses(IndexExpr expr, int from, int to) {
    for (int axis = from; axis < to; axis++) {
      if (expr.uses(axis)) {
        return true;
      }
    }
    return false;
  }

  /// Where inner axis `axis` stands at the points of a row.
  int[] column(int axis) {
    if (columns[axis] == null) {
      int step = 1;
      for (int a = axis + 1; a < extents.length; a++) {
        step *= extents[a];
      }
      int[] column = new int[row];
      for (int i = 0; i < row; i++) {
        column[i] = i / step % extents[axis];
      }
      columns[axis] = column;
    }
    return columns[axis];
  }
}
