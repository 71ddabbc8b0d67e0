package jacquard.compiler.decompose;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/// How much of the weights a [Split] loses at each rank: `residuals[k] = ‖w − w_k‖ / ‖w‖` in the Frobenius norm, from rank 0 on.
///
/// Where the weights take several matrices, all have the same rank, and their squares add up.
public record Spectrum(double[] residuals) {
  /// Products with random vectors take 2·rows·columns·rank operations, twice; this many are a few seconds.
  private static final double MOST_OPERATIONS = 4e10;
  private static final int MIN_RANK = 64;

  /// Up to `rank`.
  static Spectrum of(Split split, Weights weights, int rank) {
    return of(split.matrices(weights), rank);
  }

  /// Up to the least rank whose residual is at most `tolerance`; empty where that is above `rank`, which mostly shows at once.
  static Optional<Spectrum> exact(Split split, Weights weights, int rank, double tolerance) {
    List<DMatrixRMaj> matrices = split.matrices(weights);
    int probed = 1;
    for (DMatrixRMaj matrix : matrices) {
      probed = Math.max(probed, LowRank.probe(matrix, rank));
      if (probed > rank) {
        return Optional.empty();
      }
    }
    Spectrum near = of(matrices, probed);
    Spectrum spectrum = near.rank(tolerance) > 0 || probed == rank ? near : of(matrices, rank);
    return Optional.of(spectrum).filter(s -> s.rank(tolerance) > 0);
  }

  private static Spectrum of(List<DMatrixRMaj> matrices, int rank) {
    var squares = new double[rank + 1];
    double norm = 0;
    for (DMatrixRMaj matrix : matrices) {
      LowRank part = LowRank.of(matrix, rank);
      norm += part.norm() * part.norm();
      for (int k = 0; k <= rank; k++) {
        squares[k] += part.squaredResidual(k);
      }
    }
    for (int k = 0; k <= rank; k++) {
      squares[k] = norm == 0 ? 0 : Math.sqrt(squares[k] / norm);
    }
    return new Spectrum(squares);
  }

  /// The rank up to which it is affordable to look in matrices of these extents.
  static int affordable(Split split, Work work) {
    double elements = work.weights();
    return (int) Math.max(MIN_RANK, MOST_OPERATIONS / (4 * elements));
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
