package jacquard.peers;

import jacquard.measure.Cores;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;

/// Two things timed against each other, in turns, so that whatever else the machine does hits both alike. The first run of a turn finds the
/// caches as the other left them and is not counted.
///
/// A turn begins after a pause, in which the threads of the other go to sleep: a worker of ONNX Runtime looks for work for some 20 ms after
/// a run, on a processor that the next turn would have to share with it.
///
/// On several threads a turn counts only where the processors are [cores][Cores] before it and after it, as long as that comes to enough
/// turns; a host that always gives two threads of one core is measured as it is.
final class TurnTimer {
  private static final long TURN_NANOS = 50_000_000;
  private static final long PAUSE_MILLIS = 100;
  private static final int FEWEST_TURNS = 7;
  private static final int MOST_RUNS = 1 << 16;
  /// How many times longer it takes at most until enough turns count.
  private static final int MOST_BUDGETS = 4;
  private static final long QUIET_NANOS = 1_000_000_000;
  /// Something else may compile for ever.
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  /// One run of it.
  @FunctionalInterface
  interface Run {
    void run() throws Exception;
  }

  /// What ran in turns of one kind.
  private static final class Sample {
    private final long[] nanos = new long[MOST_RUNS];
    private int count;
    private int turns;

    void add(long[] turn, int length) {
      int fits = Math.min(length, MOST_RUNS - count);
      System.arraycopy(turn, 0, nanos, count, fits);
      count += fits;
      turns++;
    }

    double median() {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return sorted[sorted.length / 2] / 1e6;
    }
  }

  private final int threads;
  private final Run[] runs;
  private final Sample[] apart;
  private final Sample[] shared;
  private final long[] turn = new long[MOST_RUNS];
  private final Cores cores = new Cores();

  /// For runs on that many threads.
  TurnTimer(int threads, Run... runs) {
    this.threads = threads;
    this.runs = runs;
    this.apart = Stream.generate(Sample::new).limit(runs.length).toArray(Sample[]::new);
    this.shared = Stream.generate(Sample::new).limit(runs.length).toArray(Sample[]::new);
  }

  /// Each for `seconds`, at least five times, and until the JVM's compilers have been done with it for a while.
  void warmUp(double seconds) {
    for (Run run : runs) {
      long began = System.nanoTime();
      long compiling = COMPILERS.getTotalCompilationTime();
      long quietSince = began;
      for (int i = 0; i < 5 || System.nanoTime() - began < seconds * 1e9 || System.nanoTime() - quietSince < QUIET_NANOS; i++) {
        once(run);
        long now = COMPILERS.getTotalCompilationTime();
        if (now > compiling && System.nanoTime() - began < LONGEST_NANOS) {
          compiling = now;
          quietSince = System.nanoTime();
        }
      }
    }
  }

  /// The medians in milliseconds, of turns that take `seconds` for each, and of at least seven.
  double[] medians(double seconds) {
    long began = System.nanoTime();
    double budget = seconds * 1e9 * runs.length;
    for (int turn = 0; turn < FEWEST_TURNS || System.nanoTime() - began < (isEnough() ? 1 : MOST_BUDGETS) * budget; turn++) {
      for (int i = 0; i < runs.length; i++) {
        turn((i + turn) % runs.length);
      }
    }
    return Arrays.stream(isEnough() ? apart : shared).mapToDouble(Sample::median).toArray();
  }

  private boolean isEnough() {
    return Arrays.stream(apart).allMatch(s -> s.turns >= FEWEST_TURNS);
  }

  /// The turns that did not count, and all.
  String turns() {
    int left = Arrays.stream(shared).mapToInt(s -> s.turns).sum();
    return left + " of " + (left + Arrays.stream(apart).mapToInt(s -> s.turns).sum());
  }

  private void turn(int which) {
    once(() -> Thread.sleep(PAUSE_MILLIS));
    boolean areCores = areCores();
    long began = System.nanoTime();
    once(runs[which]);
    int length = 0;
    while (length < 2 || System.nanoTime() - began < TURN_NANOS) {
      long start = System.nanoTime();
      once(runs[which]);
      if (length < MOST_RUNS) {
        turn[length++] = System.nanoTime() - start;
      }
    }
    (areCores && areCores() ? apart : shared)[which].add(turn, length);
  }

  private boolean areCores() {
    try {
      return threads == 1 || cores.areApart();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void once(Run run) {
    try {
      run.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
