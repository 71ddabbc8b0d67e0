package jacquard.compiler.pass.decompose;

import jacquard.ir.Interrupted;

/// Gaussian elimination with row pivoting, for counting pivots.
///
/// Columns are taken in panels: within one, pivots are searched and applied column by column; the columns after it take all pivots of the
/// panel at once, four in each pass over a row, strip by strip, so that what is read again is in the first-level cache. Every element sees
/// the operations of plain elimination in their order, and so has the same bits.
final class Elimination {
  private static final int PANEL = 16;
  /// Columns: pivots of a panel over a strip are 16 KiB.
  private static final int STRIP = 128;
  /// Pivots applied in one pass.
  private static final int PASS = 4;

  private final double[][] a;
  private final double zero;
  /// The pivots so far; their rows come first.
  private int count;
  /// The columns of the pivots of the panel, where rows below hold what each is multiplied by.
  private final int[] columns = new int[PANEL];

  private Elimination(double[][] a, double zero) {
    this.a = a;
    this.zero = zero;
  }

  /// How many pivots of the square matrix `a`, which is used up, exceed `zero`; columns without one are passed over.
  static int pivots(double[][] a, double zero) {
    var elimination = new Elimination(a, zero);
    for (int from = 0; from < a.length; from += PANEL) {
      Interrupted.check();
      elimination.panel(from, Math.min(from + PANEL, a.length));
    }
    return elimination.count;
  }

  private void panel(int from, int to) {
    int first = count;
    for (int column = from; column < to && count < a.length; column++) {
      int best = count;
      for (int i = count + 1; i < a.length; i++) {
        best = Math.abs(a[i][column]) > Math.abs(a[best][column]) ? i : best;
      }
      if (Math.abs(a[best][column]) <= zero) {
        continue;
      }
      double[] pivot = a[best];
      a[best] = a[count];
      a[count] = pivot;
      columns[count - first] = column;
      count++;
      for (int i = count; i < a.length; i++) {
        double factor = a[i][column] / pivot[column];
        eliminate(a[i], pivot, factor, column + 1, to);
        a[i][column] = factor;
      }
    }
    for (int strip = to; strip < a.length; strip += STRIP) {
      for (int i = first + 1; i < a.length; i++) {
        apply(a[i], first, Math.min(i, count), strip, Math.min(strip + STRIP, a.length));
      }
    }
  }

  private static void eliminate(double[] row, double[] pivot, double factor, int from, int to) {
    for (int j = from; j < to; j++) {
      row[j] -= factor * pivot[j];
    }
  }

  /// Subtracts the pivots `[first, last)` from columns `[from, to)` of a row below them.
  private void apply(double[] row, int first, int last, int from, int to) {
    int p = first;
    for (; p + PASS <= last; p += PASS) {
      int c = p - first;
      fourAtOnce(row, row[columns[c]], row[columns[c + 1]], row[columns[c + 2]], row[columns[c + 3]], a[p], a[p + 1], a[p + 2], a[p + 3],
          from, to);
    }
    for (; p < last; p++) {
      eliminate(row, a[p], row[columns[p - first]], from, to);
    }
  }

  private static void fourAtOnce(double[] row, double f0, double f1, double f2, double f3, double[] p0, double[] p1, double[] p2,
      double[] p3, int from, int to) {
    for (int j = from; j < to; j++) {
      row[j] = row[j] - f0 * p0[j] - f1 * p1[j] - f2 * p2[j] - f3 * p3[j];
    }
  }
}
