package jacquard.api.cli;

import jacquard.api.cli.option.LogRange;
import jacquard.ir.Philox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Random search, coarse to fine: every round draws settings log-uniformly, later ones around the best so far.
///
/// Round `r` of `rounds` (from 0) covers `NARROWER^r` of each range's orders of magnitude. What trial `i` draws depends on the
/// seed, `i` and the results of earlier rounds.
/// Source   Bergstra & Bengio 2012, "Random search for hyper-parameter optimization"; the lecture notes, coarse to fine
final class Search {
  /// `SRCH` in ASCII: a stream of its own, so that one seed serves others too.
  private static final int STREAM = 0x53524348;
  private static final double NARROWER = 1.0 / 3;

  /// What a search is about.
  record Plan(LogRange learningRate, LogRange weightDecay, int trials, int rounds, long seed) {}

  /// Trains one setting; empty where it was stopped.
  @FunctionalInterface
  interface Runner {
    Optional<Trial> run(int number, int round, double learningRate, double weightDecay);
  }

  private final Plan plan;
  private final List<Trial> done = new ArrayList<>();
  private boolean stopped;

  Search(Plan plan) {
    this.plan = plan;
  }

  /// The trials done, best first.
  List<Trial> sorted() {
    return done.stream().sorted(Trial.ORDER).toList();
  }

  boolean stopped() {
    return stopped;
  }

  void run(Runner runner) {
    for (int round = 0; round < plan.rounds && !stopped; round++) {
      double part = StrictMath.pow(NARROWER, round);
      Optional<Trial> best = sorted().stream().filter(t -> !Double.isNaN(t.validationError())).findFirst();
      LogRange rates = best.map(b -> plan.learningRate.around(b.learningRate(), part)).orElse(plan.learningRate);
      LogRange decays = best.map(b -> plan.weightDecay.around(b.weightDecay(), part)).orElse(plan.weightDecay);
      int end = (int) ((long) plan.trials * (round + 1) / plan.rounds);
      while (done.size() < end && !stopped) {
        int number = done.size() + 1;
        var random = new Philox(plan.seed, STREAM, number);
        runner.run(number, round + 1, rates.draw(random.uniform(0)), decays.draw(random.uniform(1)))
            .ifPresentOrElse(done::add, () -> stopped = true);
      }
    }
  }
}
