package jacquard.api.run;

import jacquard.ir.UserError;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The runners that the callers of one program share: as many as there are processors, for more would only take memory. Whoever finds all
/// of them in use waits for his turn, first come, first served; a virtual thread gives up its carrier meanwhile.
///
/// Memory: the runner used last is kept. The others are kept while callers come, and may be collected as garbage once no caller is left or
/// they have been idle for a second. Where the heap is too small for another runner, a caller waits until it can have all memory to itself.
public final class Runners {
  private static final long KEPT_NS = 1_000_000_000L;

  private final Supplier<StepRunner> maker;
  private final int most;
  private final Semaphore permits;
  private final long keptNanos;
  /// Least recently used first.
  private final Deque<Idle> idle = new ArrayDeque<>();
  private int active;

  Runners(int most, Supplier<StepRunner> maker) {
    this(most, KEPT_NS, maker);
  }

  Runners(int most, long keptNanos, Supplier<StepRunner> maker) {
    this.most = most;
    this.permits = new Semaphore(most, true);
    this.keptNanos = keptNanos;
    this.maker = maker;
  }

  private static final class Idle {
    final WeakReference<StepRunner> runner;
    final long since = System.nanoTime();
    @Nullable StepRunner kept;

    Idle(StepRunner runner) {
      this.runner = new WeakReference<>(runner);
      this.kept = runner;
    }
  }

  /// Runs `work` with a runner that nobody else has; an interrupt is kept for afterwards.
  public <T> T use(Function<StepRunner, T> work) {
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
  private <T> T run(Function<StepRunner, T> work) {
    StepRunner taken = take();
    boolean done = false;
    try {
      StepRunner runner = taken != null ? taken : maker.get();
      T result = work.apply(runner);
      runner.clearInputs();
      give(runner);
      done = true;
      return result;
    } finally {
      if (!done) {
        give(null);
      }
    }
  }

  private synchronized @Nullable StepRunner take() {
    active++;
    StepRunner found = null;
    while (found == null && !idle.isEmpty()) {
      found = idle.removeLast().runner.get();
    }
    return found;
  }

  private synchronized void give(@Nullable StepRunner runner) {
    active--;
    if (runner != null) {
      idle.addLast(new Idle(runner));
    }
    idle.removeIf(i -> i.runner.get() == null);
    long now = System.nanoTime();
    for (Idle i : idle) {
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
