package jacquard.runtime;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One helper thread of a [Pool], and the workers it is with.
///
/// It stays with them for some 200 microseconds after a run, so that a loop of runs finds it awake, unless others engage it before; then it
/// parks, with nobody, and after ten idle seconds its thread ends. The thread is a daemon: nothing need be closed, and no JVM waits for it.
///
/// Whom it is with says only where it looks for work. Work is claimed by compare-and-set on a word of the workers', so that nothing goes
/// wrong where a helper leaves or is engaged elsewhere at the moment a run starts: that run does without it.
final class Helper {
  private static final long IDLE_NS = 10_000_000_000L;

  /// From 1, unique in its pool; 0 is the caller of a run.
  final int number;
  private final AtomicReference<@Nullable Workers> owner = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  /// Set by the helper before it parks, cleared by whoever wakes it; a wake that comes too late does no harm.
  private volatile boolean parked;

  Helper(int number) {
    this.number = number;
  }

  boolean isWith(Workers workers) {
    return owner.get() == workers;
  }

  boolean isParked() {
    return parked;
  }

  boolean isStarted() {
    return thread.get() != null;
  }

  /// Engages it for `workers`, unless it is with them or takes part in another run. One that leaves others at this moment is free.
  boolean join(Workers workers) {
    while (true) {
      Workers now = owner.get();
      if (now == workers || now != null && !now.isIdle()) {
        return false;
      }
      if (owner.compareAndSet(now, workers)) {
        return true;
      }
    }
  }

  void leave(Workers workers) {
    owner.compareAndSet(workers, null);
  }

  /// Starts the thread of a helper that joined; false where the system gives no thread.
  boolean start(Consumer<Thread> starter) {
    Thread made = null;
    try {
      made = Thread.ofPlatform().name("jacquard-worker-" + number).daemon().inheritInheritableThreadLocals(false).unstarted(this::loop);
      made.setContextClassLoader(Helper.class.getClassLoader());
      if (thread.compareAndSet(null, made)) {
        starter.accept(made);
      }
      return true;
    } catch (OutOfMemoryError e) {
      thread.compareAndSet(made, null);
      return false;
    }
  }

  void wake() {
    parked = false;
    LockSupport.unpark(thread.get());
  }

  private void loop() {
    boolean retired = false;
    while (!retired) {
      Workers workers = owner.get();
      if (workers != null) {
        workers.help(this);
      } else {
        retired = !rest() && retire();
      }
    }
  }

  /// Parks until there is something to do in a run of `workers`, or somebody else is to be helped.
  void parkIn(Workers workers) {
    parked = true;
    while (parked && isWith(workers) && !workers.hasChunks()) {
      LockSupport.parkNanos(this, IDLE_NS);
      clearInterrupt();
    }
    parked = false;
  }

  /// Parks until engaged; false if that takes too long.
  private boolean rest() {
    long start = System.nanoTime();
    parked = true;
    while (parked && owner.get() == null && System.nanoTime() - start < IDLE_NS) {
      LockSupport.parkNanos(this, IDLE_NS);
      clearInterrupt();
    }
    parked = false;
    return owner.get() != null || System.nanoTime() - start < IDLE_NS;
  }

  /// Nobody has a reason to interrupt a helper; while interrupted, it could not park.
  private static void clearInterrupt() {
    Thread.interrupted();
  }

  /// Gives up the thread, unless it was engaged on the way. Either this thread sees the new owner, or the owner sees that there is no
  /// thread.
  private boolean retire() {
    thread.set(null);
    return owner.get() == null || !thread.compareAndSet(null, Thread.currentThread());
  }
}
