package jacquard.api.cli.time;

import java.util.Arrays;

/// When each of many runs, back to back, ended.
public final class RunTimes {
  /// Within this factor of the steady time, runs count as steady.
  private static final double STEADY = 1.1;
  /// A group of runs lasts at least so long and has so many, for its median not to be noise.
  private static final long GROUP_NANOS = 100_000_000;
  private static final int GROUP_RUNS = 5;
  private static final int FIRST_CAPACITY = 1024;

  private final long began;
  private long[] ends = new long[FIRST_CAPACITY];
  private int count;

  /// The first run starts at `began`.
  public RunTimes(long began) {
    this.began = began;
  }

  public void ended(long now) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = now;
  }

  /// When the first run started that has the steady time: the runs from there on, group by group, have medians of at most 1.1 times
  /// `nanos` in two groups on end.
  public long steadySince(double nanos) {
    long candidate = began;
    boolean before = false;
    int from = 0;
    while (from < count) {
      int to = groupEnd(from);
      boolean steady = median(from, to) <= STEADY * nanos;
      if (steady && before) {
        return candidate;
      }
      candidate = steady ? begin(from) : candidate;
      before = steady;
      from = to;
    }
    return before ? candidate : begin(count);
  }

  private int groupEnd(int from) {
    int to = from;
    while (to < count && (to - from < GROUP_RUNS || ends[to - 1] - begin(from) < GROUP_NANOS)) {
      to++;
    }
    return to;
  }

  private long begin(int run) {
    return run == 0 ? began : ends[run - 1];
  }

  private double median(int from, int to) {
    var times = new long[to - from];
    for (int i = from; i < to; i++) {
      times[i - from] = ends[i] - begin(i);
    }
    return Stopwatch.median(times, times.length);
  }
}
