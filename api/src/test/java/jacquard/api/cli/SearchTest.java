package jacquard.api.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.cli.option.LogRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchTest {
  private static final LogRange RATES = new LogRange(1e-5, 1e1);
  private static final LogRange DECAYS = new LogRange(1e-4, 1e-1);

  /// A search whose error is the distance from a rate of 0.01, in orders of magnitude.
  private static Search search(int trials, int rounds, long seed) {
    var search = new Search(new Search.Plan(RATES, DECAYS, trials, rounds, seed));
    search.run((number, round, rate, decay) ->
        Optional.of(new Trial(number, round, rate, decay, Math.abs(Math.log10(rate / 0.01)), 1, 0)));
    return search;
  }

  @Test
  void drawsAreUniformInOrdersOfMagnitude() {
    List<Trial> trials = search(6_000, 1, 1).sorted();
    for (int decade = -5; decade < 1; decade++) {
      double low = Math.pow(10, decade);
      long within = trials.stream().filter(t -> t.learningRate() >= low && t.learningRate() < 10 * low).count();
      // 1000 expected with deviation 29; within 5 of it.
      assertEquals(1_000, within, 145);
    }
    assertTrue(trials.stream().allMatch(t -> t.weightDecay() >= 1e-4 && t.weightDecay() <= 1e-1));
  }

  @Test
  void laterRoundsNarrowAroundTheBest() {
    List<Trial> trials = search(60, 3, 1).sorted();
    for (int round = 1; round <= 3; round++) {
      int wanted = round;
      double[] orders = trials.stream().filter(t -> t.round() == wanted).mapToDouble(t -> Math.log10(t.learningRate())).sorted().toArray();
      assertEquals(20, orders.length);
      assertTrue(orders[19] - orders[0] <= 6 / Math.pow(3, round - 1) + 1e-9, "round " + round);
      assertTrue(orders[0] <= -2 + 0.4 && orders[19] >= -2 - 0.4, "round " + round);
    }
    assertEquals(3, trials.getFirst().round());
  }

  @Test
  void divergedTrialsLeadNowhere() {
    var search = new Search(new Search.Plan(RATES, DECAYS, 8, 2, 3));
    search.run((number, round, rate, decay) -> Optional.of(new Trial(number, round, rate, decay, Double.NaN, Double.NaN, 0)));
    assertEquals(IntStream.rangeClosed(1, 8).boxed().toList(), search.sorted().stream().map(Trial::number).toList());
  }

  @Test
  void aStoppedTrialEndsTheSearch() {
    var search = new Search(new Search.Plan(RATES, DECAYS, 8, 2, 3));
    search.run((number, round, rate, decay) -> number == 3 ? Optional.empty()
        : Optional.of(new Trial(number, round, rate, decay, 1, 1, 0)));
    assertTrue(search.stopped());
    assertEquals(2, search.sorted().size());
  }
}
