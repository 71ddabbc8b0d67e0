package jacquard.peers;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// Two things timed against each other, in turns, so that whatever else the machine does hits both alike. The first run of a turn finds the
/// caches as the other left them and is not counted.
///
/// A turn begins after a pause, in which the threads of the other go to sleep: a worker of ONNX Runtime looks for work for some 20 ms after
/// a run, on a processor that the next turn would have to share with it.
final class TurnTimer {
  private static final long TURN_NANOS = 50_000_000;
  private static final long PAUSE_MILLIS = 100;
  private static final int FEWEST_TURNS = 7;
  private static final int MOST_RUNS = 1 << 16;
  private static final long QUIET_NANOS = 1_000_000_000;
  /// Something else may compile for ever.
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  /// One run of it.
  @FunctionalInterface
  interface Run {
    void run() throws Exception;
  }

  private final Run[] runs;
  private final long[][] nanos;
  private final int[] counts;

  TurnTimer(Run... runs) {
    this.runs = runs;
    this.nanos = new long[runs.length][MOST_RUNS];
    this.counts = new int[runs.length];
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

  /// The medians in milliseconds, of turns that last `seconds` for each, and at least seven.
  double[] medians(double seconds) {
    long began = System.nanoTime();
    for (int turn = 0; turn < FEWEST_TURNS || System.nanoTime() - began < seconds * 1e9 * runs.length; turn++) {
      for (int i = 0; i < runs.length; i++) {
        turn((i + turn) % runs.length);
      }
    }
    double[] medians = new double[runs.length];
    for (int i = 0; i < runs.length; i++) {
      long[] sorted = Arrays.copyOf(nanos[i], counts[i]);
      Arrays.sort(sorted);
      medians[i] = sorted[sorted.length / 2] / 1e6;
    }
    return medians;
  }

  private void turn(int which) {
    once(() -> Thread.sleep(PAUSE_MILLIS));
    long began = System.nanoTime();
    once(runs[which]);
    for (int i = 0; i < 2 || System.nanoTime() - began < TURN_NANOS; i++) {
      long start = System.nanoTime();
      once(runs[which]);
      if (counts[which] < MOST_RUNS) {
        nanos[which][counts[which]++] = System.nanoTime() - start;
      }
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
