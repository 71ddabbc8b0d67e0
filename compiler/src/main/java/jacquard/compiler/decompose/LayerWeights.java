package jacquard.compiler.decompose;

import jacquard.ir.NdArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// A layer whose weights may be decomposed; `between` counts the positions of the value between the two layers of a split.
public record LayerWeights(Work work, Weights weights, ToLongFunction<Split> between) {
  /// A decomposition is worth its while where it is predicted to be so many times as fast: the efficiencies of kernels vary by as much.
  private static final double WORTH = 1.15;
  /// Ranks that are offered for approximation, in steps of this factor.
  private static final double STEP = 1.15;

  /// The time of `split` at `rank`.
  private double time(Split split, int rank, CostModel cost) {
    return split.works(work, rank, between.applyAsLong(split)).stream().mapToDouble(cost::time).sum();
  }

  /// The highest rank at which `split` pays, 0 where none does.
  private int usefulRank(Split split, CostModel cost) {
    double most = cost.time(work) / WORTH;
    int low = 0;
    int high = Math.min(split.fullRank(work), Spectrum.affordable(split, work));
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (time(split, middle, cost) <= most) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /// Whether any decomposition would pay, were the weights of rank 1.
  public boolean isWorthIt(CostModel cost) {
    return Split.of(work).stream().anyMatch(s -> usefulRank(s, cost) > 0);
  }

  /// The fastest decomposition that loses no more than rounding; empty where none that pays exists.
  public Optional<Option> exact(CostModel cost) {
    Option best = null;
    for (Split split : Split.of(work)) {
      int most = usefulRank(split, cost);
      if (most > 0) {
        double tolerance = weights.tolerance(most);
        Option found = Spectrum.exact(split, weights, most, tolerance).map(s -> option(split, s.rank(tolerance), s, cost)).orElse(null);
        best = found != null && (best == null || found.time() < best.time()) ? found : best;
      }
    }
    return Optional.ofNullable(best);
  }

  private Option option(Split split, int rank, Spectrum spectrum, CostModel cost) {
    return new Option(split, rank, time(split, rank, cost), cost.time(work), spectrum.residuals()[rank]);
  }

  /// What pays, slowest first: each faster than the one before, and losing more.
  public List<Option> approximations(CostModel cost) {
    var all = new ArrayList<Option>();
    for (Split split : Split.of(work)) {
      int most = usefulRank(split, cost);
      if (most > 0) {
        Spectrum spectrum = Spectrum.of(split, weights, most);
        for (double rank = most; rank >= 1; rank = Math.min(rank - 1, rank / STEP)) {
          all.add(option(split, (int) rank, spectrum, cost));
        }
      }
    }
    all.sort(Comparator.comparingDouble(Option::residual).thenComparingDouble(Option::time));
    var useful = new ArrayList<Option>();
    for (Option option : all) {
      if (useful.isEmpty() || option.time() < useful.getLast().time()) {
        useful.add(option);
      }
    }
    return useful;
  }

  /// The weights of the two layers.
  public List<NdArray> factors(Option option) {
    return option.split().factors(weights, option.rank());
  }
}
