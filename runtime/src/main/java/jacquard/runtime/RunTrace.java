package jacquard.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Which thread ran what and when in one run of a program ([Context#trace]).
public final class RunTrace {
  /// Tiles `[from, to)` of call number `call` of the plan on one thread, from `start` to `end` in nanoseconds since the run began. `thread`
  /// is 0 for the caller, and a number of its own in the process for each helper.
  public record Event(int call, int thread, int from, int to, long start, long end) {}

  private final long began = System.nanoTime();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  RunTrace() {}

  /// Notes that tiles have run that were begun at `start`, by `System.nanoTime()`.
  void ran(int call, int thread, int from, int to, long start) {
    events.add(new Event(call, thread, from, to, start - began, System.nanoTime() - began));
  }

  /// All pieces of work, in the order in which they were begun.
  public List<Event> events() {
    return events.stream().sorted(Comparator.comparingLong(Event::start).thenComparingInt(Event::thread)).toList();
  }

  /// From the start of the run to the end of its last piece.
  public long nanos() {
    return events.stream().mapToLong(Event::end).max().orElse(0);
  }
}
