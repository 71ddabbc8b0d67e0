package jacquard.api.cli.time;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Times something that is run again and again.
///
/// It warms up for the given time, until the median of a quarter of that time no longer falls and the JIT compiler has come to rest in it,
/// but at most 64 times as long: interpreted, a step of a large network takes a hundred times as long as it will, and seems to be steady;
/// then it times runs for the given time and at least 30, but at most four times as long.
public final class Stopwatch {
  private static final int FEWEST_RUNS = 30;
  private static final int LONGEST = 4;
  /// A window this much faster than the one before says that the JIT compiler is still at work.
  private static final double STILL_FALLING = 0.97;
  private static final int LONGEST_WARM_UP = 64;
  /// The part of a window that compiling may take at rest: code of no weight is compiled all the time.
  private static final double AT_REST = 0.05;
  private static final @Nullable CompilationMXBean JIT = ManagementFactory.getCompilationMXBean();
  private static final int FIRST_SAMPLES = 1024;

  private final long budgetNanos;

  public Stopwatch(double seconds) {
    this.budgetNanos = (long) (seconds * 1e9);
  }

  /// The median time of `step` in nanoseconds.
  public double median(Runnable step) {
    warmUp(step);
    return sample(step, budgetNanos, FEWEST_RUNS, LONGEST * budgetNanos);
  }

  /// Runs `step` until the JIT compiler is done with it.
  public void warmUp(Runnable step) {
    long window = budgetNanos / LONGEST;
    long began = System.nanoTime();
    double before = Double.POSITIVE_INFINITY;
    while (true) {
      long start = System.nanoTime();
      long compiling = compilationMillis();
      double now = sample(step, window, 1, window);
      long spent = System.nanoTime() - began;
      boolean atRest = (compilationMillis() - compiling) * 1e6 <= AT_REST * (System.nanoTime() - start);
      if (spent >= LONGEST_WARM_UP * budgetNanos || (spent >= budgetNanos && now >= STILL_FALLING * before && atRest)) {
        return;
      }
      before = now;
    }
  }

  /// What the JIT compiler has worked so far; it adds a compilation when that ends.
  private static long compilationMillis() {
    return JIT != null && JIT.isCompilationTimeMonitoringSupported() ? JIT.getTotalCompilationTime() : 0;
  }

  /// The median of runs over at least `least` nanoseconds and `runs` runs, but no longer than `most`.
  private static double sample(Runnable step, long least, int runs, long most) {
    var samples = new long[FIRST_SAMPLES];
    int count = 0;
    long began = System.nanoTime();
    long before = began;
    while (count == 0 || (before - began < most && (before - began < least || count < runs))) {
      if (count == samples.length) {
        samples = Arrays.copyOf(samples, 2 * count);
      }
      long start = System.nanoTime();
      step.run();
      before = System.nanoTime();
      samples[count++] = before - start;
    }
    return median(samples, count);
  }

  /// The median of the first `count` samples, which are sorted.
  static double median(long[] samples, int count) {
    Arrays.sort(samples, 0, count);
    return (samples[(count - 1) / 2] + samples[count / 2]) / 2.0;
  }
}
