package jacquard.runtime;

import jacquard.ir.UserError;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The runners that the callers of one program share, each with memory of its own: as many as there are processors, as more would only take
/// memory. Whoever finds all of them in use waits for his turn, first come, first served; a virtual thread gives up its carrier meanwhile.
///
/// Memory: the runner used last is kept. The others are kept while callers come, and may be collected as garbage once no caller is left or
/// they have been idle for a second. Where the heap is too small for another runner, a caller waits until it can have all memory to itself.
public final class Callers<R> {
  private static final long KEPT_NS = 1_000_000_000L;

  private final Supplier<R> maker;
  private final Consumer<R> cleaner;
  private final int most;
  private final Semaphore permits;
  private final long keptNanos;
  /// Least recently used first.
  private final Deque<Idle<R>> idle = new ArrayDeque<>();
  private int active;

  /// At most `most` runners; `cleaner` takes from one what it holds of its last caller.
  public Callers(int most, Supplier<R> maker, Consumer<R> cleaner) {
    this(most, KEPT_NS, maker, cleaner);
  }

  /// As above, with those not in use kept for `keptNanos` while there are callers.
  public Callers(int most, long keptNanos, Supplier<R> maker, Consumer<R> cleaner) {
    this.most = most;
    this.permits = new Semaphore(most, true);
    this.keptNanos = keptNanos;
    this.maker = maker;
    this.cleaner = cleaner;
  }

  private static final class Idle<R> {
    final WeakReference<R> runner;
    final long since = System.nanoTime();
    @Nullable R kept;

    Idle(R runner) {
      this.runner = new WeakReference<>(runner);
      this.kept = runner;
    }
  }

  /// Runs `work` with a runner that nobody else has; an interrupt is kept for afterwards.
  public <T> T use(Function<R, T> work) {
    permits.acquireUninterruptibly();
    try {
      return run(work);
    } catch (UserError e) {
      if (!e.code().equals("plan/heap") || !hasOthers()) {
        throw e;
      }
    } finally {
      permits.release();
    }
    permits.acquireUninterruptibly(most);
    try {
      forgetIdle();
      return run(work);
    } finally {
      permits.release(most);
    }
  }

  /// A runner that failed is not used again.
  private <T> T run(Function<R, T> work) {
    @Nullable R taken = take();
    boolean done = false;
    try {
      R runner = taken != null ? taken : maker.get();
      T result = work.apply(runner);
      cleaner.accept(runner);
      give(runner);
      done = true;
      return result;
    } finally {
      if (!done) {
        give(null);
      }
    }
  }

  private synchronized @Nullable R take() {
    active++;
    @Nullable R found = null;
    while (found == null && !idle.isEmpty()) {
      found = idle.removeLast().runner.get();
    }
    return found;
  }

  private synchronized void give(@Nullable R runner) {
    active--;
    if (runner != null) {
      idle.addLast(new Idle<>(runner));
    }
    idle.removeIf(i -> i.runner.get() == null);
    long now = System.nanoTime();
    for (Idle<R> i : idle) {
      if (i != idle.peekLast() && (active == 0 || now - i.since > keptNanos)) {
        i.kept = null;
      }
    }
  }

  private synchronized boolean hasOthers() {
    return active > 0 || !idle.isEmpty();
  }

  private synchronized void forgetIdle() {
    idle.clear();
  }
}
