package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerWork;
import java.util.List;

/// How much of the weights a [Split] loses at each rank: `residuals[k] = ‖w − w_k‖ / ‖w‖` in the Frobenius norm, from rank 0 on.
///
/// Where the weights take several matrices, all have the same rank, and their squares add up.
record Spectrum(double[] residuals, List<LowRank> parts) {
  /// Products with random vectors take 2·rows·columns·rank operations, twice; this many are a few seconds.
  private static final double MOST_OPERATIONS = 4e10;
  private static final int MIN_RANK = 64;
  /// Half a gigabyte in double.
  private static final double MOST_ELEMENTS = 1 << 26;

  /// Of ranks up to `rank`.
  ///
  /// Errors: [jacquard.ir.Interrupted].
  static Spectrum of(Split split, Weights weights, int rank) {
    return Interruptible.call(() -> decomposed(split, weights, rank));
  }

  private static Spectrum decomposed(Split split, Weights weights, int rank) {
    var squares = new double[rank + 1];
    double norm = 0;
    List<LowRank> parts = split.matrices(weights).stream().map(m -> LowRank.of(m.matrix(), rank)).toList();
    for (LowRank part : parts) {
      norm += part.norm() * part.norm();
      for (int k = 0; k <= rank; k++) {
        squares[k] += part.squaredResidual(k);
      }
    }
    for (int k = 0; k <= rank; k++) {
      squares[k] = norm == 0 ? 0 : Math.sqrt(squares[k] / norm);
    }
    return new Spectrum(squares, parts);
  }

  /// The rank up to which looking for it is affordable; 0 where not even a copy in double is.
  static int affordable(LayerWork work) {
    double elements = work.weights();
    return elements > MOST_ELEMENTS ? 0 : (int) Math.max(MIN_RANK, MOST_OPERATIONS / (4 * elements));
  }

  /// The least rank whose residual is at most `tolerance`; -1 where there is none.
  int rank(double tolerance) {
    for (int k = 1; k < residuals.length; k++) {
      if (residuals[k] <= tolerance) {
        return k;
      }
    }
    return -1;
  }
}
