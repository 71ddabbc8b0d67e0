package jacquard.testkit;

import jacquard.ir.Philox;
import jacquard.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/// Networks drawn from a vocabulary of layers, the user's own among them: for jqwik as an arbitrary, for any other runner as one call.
///
/// ```java
/// var words = new ArrayList<>(LayerWord.smooth());
/// words.add(LayerWord.own("swish", "y.times(y.sigmoid())", shape -> true, y -> y.times(y.sigmoid())));
/// DrawnNetworks.check(Shape.of(2, 6, 6), words, 20, network -> GradientCheck.assertCorrect(network.input(), network.network()));
/// ```
public final class DrawnNetworks {
  private static final int MOST = 8;

  private DrawnNetworks() {}

  /// Networks of up to 8 words; they shrink by leaving out words and towards those that come first.
  public static Arbitrary<DrawnNetwork> of(Shape input, List<LayerWord> words) {
    return Arbitraries.of(words).list().ofMinSize(1).ofMaxSize(MOST).map(drawn -> new DrawnNetwork(input, drawn));
  }

  /// The network number `seed`, of `size` words.
  public static DrawnNetwork draw(Shape input, List<LayerWord> words, int size, long seed) {
    var random = new Philox(seed, 11, 0);
    var drawn = new ArrayList<LayerWord>();
    for (int i = 0; i < size; i++) {
      drawn.add(words.get((int) random.index(i, words.size())));
    }
    return new DrawnNetwork(input, drawn);
  }

  /// Runs `test` on networks 1 to `tries`. One that fails is shrunk and becomes an `AssertionError` with its failure and its code.
  public static void check(Shape input, List<LayerWord> words, int tries, Consumer<DrawnNetwork> test) {
    for (int seed = 1; seed <= tries; seed++) {
      DrawnNetwork network = draw(input, words, 1 + seed % MOST, seed);
      if (failure(network, test).isPresent()) {
        DrawnNetwork least = shrink(network, test);
        AssertionError cause = failure(least, test).orElseThrow();
        throw new AssertionError(cause.getMessage() + "\nnetwork " + seed + ", shrunk:\n" + least, cause);
      }
    }
  }

  /// The network without every word that it fails without, in halves, quarters and so on to single words (Zeller & Hildebrandt 2002,
  /// "Simplifying and isolating failure-inducing input").
  static DrawnNetwork shrink(DrawnNetwork failing, Consumer<DrawnNetwork> test) {
    DrawnNetwork least = new DrawnNetwork(failing.input(), failing.layers());
    for (int part = Math.max(1, least.words().size() / 2); part >= 1; part /= 2) {
      for (int at = 0; at < least.words().size();) {
        var fewer = new ArrayList<>(least.words());
        fewer.subList(at, Math.min(at + part, fewer.size())).clear();
        var candidate = new DrawnNetwork(least.input(), fewer);
        if (failure(candidate, test).isPresent()) {
          least = candidate;
        } else {
          at += part;
        }
      }
    }
    return least;
  }

  private static Optional<AssertionError> failure(DrawnNetwork network, Consumer<DrawnNetwork> test) {
    try {
      test.accept(network);
      return Optional.empty();
    } catch (AssertionError e) {
      return Optional.of(e);
    }
  }
}
