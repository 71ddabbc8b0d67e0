package jacquard.api.layer;

import java.util.Locale;

/// How a layer is replaced by two whose weights multiply to (nearly) its own, for [Model#factorized][jacquard.api.Model#factorized]: the
/// best ones of their rank, by singular value decomposition.
///
/// | | a convolution `k×k` becomes | source |
/// | --- | --- | --- |
/// | `lowRank(r)` | `k×k` to `r` channels, then 1x1; a dense layer: dense to `r`, then dense | Denton et al. 2014, arXiv:1404.0736 |
/// | `spatial(r)` | `k×1` to `r` channels, then `1×k` | Jaderberg et al. 2014, arXiv:1405.3866, scheme 2 |
/// | `depthwise(m)` | depthwise `k×k` with `m` kernels a channel, then 1x1 | Guo et al. 2018, arXiv:1812.08546 |
public record Factorization(Kind kind, int rank) {
  /// The rows of the table.
  public enum Kind { LOW_RANK, SPATIAL, DEPTHWISE }

  public static Factorization lowRank(int rank) {
    return new Factorization(Kind.LOW_RANK, rank);
  }

  public static Factorization spatial(int rank) {
    return new Factorization(Kind.SPATIAL, rank);
  }

  public static Factorization depthwise(int multiplier) {
    return new Factorization(Kind.DEPTHWISE, multiplier);
  }

  /// `low rank 32`, `spatial 16`, `depthwise 1`.
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + rank;
  }
}
