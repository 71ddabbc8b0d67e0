package jacquard.compiler.pass.decompose;

import jacquard.compiler.cost.LayerCost;
import jacquard.compiler.cost.LayerWork;
import jacquard.compiler.cost.Worth;
import jacquard.ir.NdArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A layer whose weights may be decomposed. `name` is what the user calls it, `key` the same for equal operations with equal weights on
/// inputs of equal shape; `between` counts the positions of the value between the two layers of a split.
public record LayerWeights(String name, Object key, LayerWork work, Weights weights, ToLongFunction<Split> between) {
  /// Up to here factors count as exact, by their [Growth]. Random products of 3x1 and 1x3 over 64, 128 and 512 channels have 4, 6 and 14,
  /// most in the one pair of channels whose weights happen to be smallest; a channel of 1e-7 of the others' size that is no part of the
  /// product has 1e6.
  public static final double LARGEST_GROWTH = 20;
  /// Ranks that are offered for approximation, in steps of this factor.
  private static final double STEP = 1.15;

  /// The time of `split` at `rank`.
  private double time(Split split, int rank, LayerCost cost) {
    return split.works(work, rank, between.applyAsLong(split)).stream().mapToDouble(cost::time).sum();
  }

  /// The highest rank at which `split` pays, 0 where none does. At full rank there is nothing to find: any weights have such factors.
  ///
  /// Times grow with the rank from [Worth#FEW_CHANNELS] on, where the efficiencies no longer change, so that halving finds it there.
  int usefulRank(Split split, LayerCost cost) {
    IntPredicate pays = rank -> pays(split, rank, cost);
    int most = Math.min(split.fullRank(work) - 1, Spectrum.affordable(work));
    int few = Math.min(most, Worth.FEW_CHANNELS);
    if (most > 0 && pays.test(few)) {
      int paying = few;
      int above = most + 1;
      while (above - paying > 1) {
        int middle = (paying + above) >>> 1;
        if (pays.test(middle)) {
          paying = middle;
        } else {
          above = middle;
        }
      }
      return paying;
    }
    int rank = few - 1;
    while (rank > 0 && !pays.test(rank)) {
      rank--;
    }
    return Math.max(rank, 0);
  }

  boolean pays(Split split, int rank, LayerCost cost) {
    return pays(time(split, rank, cost), cost);
  }

  private boolean pays(double time, LayerCost cost) {
    return time * Worth.DECOMPOSED <= cost.time(work);
  }

  /// The splits that would pay, each with the highest rank at which it does; empty where the layer is too small for any.
  public String paying(LayerCost cost) {
    var texts = new ArrayList<String>();
    for (Split split : Split.of(work)) {
      int rank = usefulRank(split, cost);
      if (rank > 0) {
        texts.add(split.text(work.kernel()) + " up to rank " + rank);
      }
    }
    return String.join(", ", texts);
  }

  /// The fastest decomposition that loses no more than rounding in any pair of channels; empty where none that pays exists, or a weight is
  /// not finite.
  ///
  /// The splits are tried in the order of the times that probing their ranks predicts, which nearly always shows that there is nothing to
  /// try.
  public Optional<Factored> exact(LayerCost cost) {
    return exact(cost, Ranks.of(List.of(this), cost).getFirst());
  }

  /// As [#exact], where the weights have been probed for `cost` already.
  Optional<Factored> exact(LayerCost cost, Ranks ranks) {
    record Probed(Split split, int most, int rank, double time) {}
    List<Probed> promising = IntStream.range(0, ranks.splits().size())
        .mapToObj(i -> new Probed(ranks.splits().get(i), ranks.useful()[i], ranks.probed()[i],
            time(ranks.splits().get(i), ranks.probed()[i], cost)))
        .filter(p -> p.rank <= p.most && pays(p.time, cost)).sorted(Comparator.comparingDouble(Probed::time)).toList();
    return promising.isEmpty() || !weights.areFinite() ? Optional.empty() : promising.stream()
        .map(p -> exact(p.split, p.rank, cost).or(() -> p.rank < p.most ? exact(p.split, p.most, cost) : Optional.empty()))
        .flatMap(Optional::stream).filter(f -> pays(f.option().time(), cost)).findFirst();
  }

  private Optional<Factored> exact(Split split, int most, LayerCost cost) {
    Spectrum spectrum = Spectrum.of(split, weights, most);
    int rank = spectrum.rank(weights.tolerance(most));
    if (rank < 0) {
      return Optional.empty();
    }
    Option option = option(split, rank, spectrum, cost);
    return Stream.<Supplier<List<NdArray>>>of(() -> split.factors(weights, rank, spectrum.parts()),
        () -> split.factorsOfElements(weights, rank, spectrum.parts()))
        .map(factors -> factored(option, Interruptible.call(factors::get)))
        .filter(f -> Growth.of(split, weights, f.first(), f.second()) <= LARGEST_GROWTH).findFirst();
  }

  /// This layer in the way `option` says.
  public Factored factored(Option option) {
    Spectrum spectrum = Spectrum.of(option.split(), weights, option.rank());
    double residual = spectrum.residuals()[option.rank()];
    return factored(new Option(option.split(), option.rank(), option.time(), option.whole(), residual), spectrum);
  }

  private Factored factored(Option option, Spectrum spectrum) {
    return factored(option, Interruptible.call(() -> option.split().factors(weights, option.rank(), spectrum.parts())));
  }

  private static Factored factored(Option option, List<NdArray> factors) {
    return new Factored(option, factors.get(0), factors.get(1));
  }

  private Option option(Split split, int rank, Spectrum spectrum, LayerCost cost) {
    return new Option(split, rank, time(split, rank, cost), cost.time(work), spectrum.residuals()[rank]);
  }

  /// What pays, slowest first: each faster than the one before, and losing more. Nothing where a weight is not finite.
  public List<Option> approximations(LayerCost cost) {
    if (!weights.areFinite()) {
      return List.of();
    }
    var all = new ArrayList<Option>();
    for (Split split : Split.of(work)) {
      int most = usefulRank(split, cost);
      if (most > 0) {
        Spectrum spectrum = Spectrum.of(split, weights, most);
        for (double rank = most; rank >= 1; rank = Math.min(rank - 1, rank / STEP)) {
          Option option = option(split, (int) rank, spectrum, cost);
          if (pays(option.time(), cost)) {
            all.add(option);
          }
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
}
