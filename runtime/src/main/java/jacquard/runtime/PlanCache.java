package jacquard.runtime;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The plans of the last `CAPACITY` batch sizes, most recently used first. Finding one allocates nothing; a planner that throws
/// leaves the cache as it was.
final class PlanCache {
  /// Training and evaluation each use two sizes (full and last batch), so that two models of different data sets fit.
  static final int CAPACITY = 8;

  private final IntFunction<BoundPlan> planner;
  private final @Nullable BoundPlan[] recent = new BoundPlan[CAPACITY];

  PlanCache(IntFunction<BoundPlan> planner) {
    this.planner = planner;
  }

  synchronized BoundPlan get(int batch) {
    int at = 0;
    while (at < CAPACITY - 1 && recent[at] != null && recent[at].plan().batch() != batch) {
      at++;
    }
    BoundPlan found = recent[at];
    if (found == null || found.plan().batch() != batch) {
      found = planner.apply(batch);
    }
    System.arraycopy(recent, 0, recent, 1, at);
    recent[0] = found;
    return found;
  }

  /// The batch sizes held, most recently used first.
  synchronized int[] batches() {
    return Arrays.stream(recent).takeWhile(p -> p != null).mapToInt(p -> p.plan().batch()).toArray();
  }
}
