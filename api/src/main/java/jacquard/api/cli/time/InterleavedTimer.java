package jacquard.api.cli.time;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Times several things against each other: in turns, round after round, so that whatever else the machine does hits all alike. Each round
/// has another order, so that none always follows the same one.
///
/// A turn lasts [#TURN_NANOS], or two runs where they take longer. Its first run is not counted: it finds the caches as the others left
/// them.
public final class InterleavedTimer {
  private static final long TURN_NANOS = 20_000_000;
  private static final int FEWEST_ROUNDS = 15;
  private static final int LONGEST = 4;

  /// One thing to time, and how long its runs took.
  public static final class Candidate {
    private final Runnable step;
    private long[] nanos = new long[1024];
    private int count;

    public Candidate(Runnable step) {
      this.step = step;
    }

    public Runnable step() {
      return step;
    }

    /// In nanoseconds.
    public double median() {
      return Stopwatch.median(nanos, count);
    }

    public double fastest() {
      return Arrays.stream(nanos, 0, count).min().orElseThrow();
    }

    private void turn() {
      long began = System.nanoTime();
      long spent = 0;
      for (int run = 0; run < 2 || spent < TURN_NANOS; run++) {
        long start = System.nanoTime();
        step.run();
        long end = System.nanoTime();
        spent = end - began;
        if (run > 0) {
          add(end - start);
        }
      }
    }

    private void add(long sample) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = sample;
    }
  }

  private final List<Candidate> candidates = new ArrayList<>();

  public void add(Candidate candidate) {
    candidates.add(candidate);
  }

  public int size() {
    return candidates.size();
  }

  /// Each candidate for `seconds` or longer, until the JIT compiler is done with it.
  public void warmUp(double seconds) {
    candidates.forEach(c -> new Stopwatch(seconds).warmUp(c.step()));
  }

  /// Rounds for `seconds` per candidate and at least [#FEWEST_ROUNDS], but no longer than four times as long.
  public void run(double seconds) {
    double budget = seconds * 1e9 * candidates.size();
    var order = new ArrayList<>(candidates);
    var random = new Random(0);
    long began = System.nanoTime();
    double spent = 0;
    for (int round = 0; round == 0 || spent < LONGEST * budget && (spent < budget || round < FEWEST_ROUNDS); round++) {
      Collections.shuffle(order, random);
      order.forEach(Candidate::turn);
      spent = System.nanoTime() - began;
    }
  }
}
