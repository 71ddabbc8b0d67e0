package jacquard.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// The helper threads of the process, which all programs share: one fewer than there are processors, started when first wanted.
///
/// A caller counts as a busy processor while it runs and engages helpers for the processors that are left. Where others have them, it runs
/// on its own thread alone, with the same result. So the threads at work are never more than the processors and the callers, however many
/// programs, contexts and callers there are.
///
/// A thread that cannot be started is done without; for a second nobody tries again.
final class Pool {
  /// Each caller that asks for two threads or more may have a helper, also on a machine of one processor.
  private static final int LEAST_THREADS = 2;
  private static final long RETRY_NS = 1_000_000_000L;
  /// Containers change their limits while they run; asking the system costs a microsecond.
  private static final long REFRESH_NS = 1_000_000_000L;

  static final Pool OF_PROCESS = new Pool(() -> Runtime.getRuntime().availableProcessors(), Thread::start);

  private final IntSupplier processors;
  private final Consumer<Thread> starter;
  private final Helper[] helpers = new Helper[Workers.MAX_THREADS - 1];
  /// Callers that run, and the helpers engaged for them.
  private final AtomicInteger busy = new AtomicInteger();
  private volatile int limit;
  private volatile long refreshed;
  private volatile boolean refused;
  private volatile long refusedAt;

  /// `starter` starts a thread or throws an `OutOfMemoryError`, as [Thread#start] does.
  Pool(IntSupplier processors, Consumer<Thread> starter) {
    this.processors = processors;
    this.starter = starter;
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
    }
    refresh();
  }

  /// Whether threads wait for each other on one processor, so that spinning delays what is waited for.
  boolean isOversubscribed() {
    return limit > Runtime.getRuntime().availableProcessors();
  }

  /// Engages up to `wanted` helpers for a run of `workers`, which has `count` of the run before in `engaged`; how many there are now.
  int engage(Workers workers, Helper[] engaged, int count, int wanted) {
    int free = limit() - busy.incrementAndGet();
    int allowed = Math.min(Math.min(wanted, free), engaged.length);
    int now = 0;
    for (int i = 0; i < count; i++) {
      Helper helper = engaged[i];
      if (helper.isWith(workers)) {
        if (now < allowed) {
          engaged[now++] = helper;
        } else {
          helper.leave(workers);
        }
      }
    }
    if (now < allowed) {
      now = engageOthers(workers, engaged, now, allowed);
    }
    busy.addAndGet(now);
    return now;
  }

  /// First those whose threads wait, then new threads.
  private int engageOthers(Workers workers, Helper[] engaged, int count, int wanted) {
    int now = count;
    int size = Math.min(limit - 1, helpers.length);
    for (int i = 0; i < size && now < wanted; i++) {
      if (helpers[i].isStarted() && helpers[i].join(workers)) {
        engaged[now++] = helpers[i];
      }
    }
    for (int i = 0; i < size && now < wanted && mayStart(); i++) {
      if (!helpers[i].isStarted() && helpers[i].join(workers)) {
        if (helpers[i].start(starter)) {
          engaged[now++] = helpers[i];
        } else {
          helpers[i].leave(workers);
          refusedAt = System.nanoTime();
          refused = true;
        }
      }
    }
    return now;
  }

  private boolean mayStart() {
    if (refused && System.nanoTime() - refusedAt > RETRY_NS) {
      refused = false;
    }
    return !refused;
  }

  /// Takes a processor from the helpers: for work that comes before theirs.
  void occupy() {
    busy.incrementAndGet();
  }

  void vacate() {
    busy.decrementAndGet();
  }

  /// The run of `workers` is over. Those that slept through it are not woken for nothing.
  void release(Workers workers, Helper[] engaged, int count) {
    for (int i = 0; i < count; i++) {
      if (engaged[i].isParked()) {
        engaged[i].leave(workers);
      }
    }
    busy.addAndGet(-1 - count);
  }

  private int limit() {
    if (System.nanoTime() - refreshed > REFRESH_NS) {
      refresh();
    }
    return limit;
  }

  private void refresh() {
    limit = Math.max(LEAST_THREADS, processors.getAsInt());
    refreshed = System.nanoTime();
  }
}
