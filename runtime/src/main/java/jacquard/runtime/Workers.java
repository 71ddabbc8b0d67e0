package jacquard.runtime;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The threads of one context: the caller and helpers that walk the calls of a plan together.
///
/// Nobody waits for a thread that has nothing in hand. The tiles of a shared call are cut into chunks; one word holds which are
/// left, and whoever has time claims one by compare-and-set, the caller from the front and helpers from the back (so that each
/// mostly meets the memory it wrote in the call before). Whoever finishes the last chunk of a call runs the serial
/// calls that follow by itself and opens the next shared one. A helper that is descheduled between two chunks thus delays nothing,
/// and one that wakes too late finds nothing to do.
///
/// A chain of calls is shared out as one call is, by its own tiles; for each tile a thread runs all members in order.
///
/// Chunks depend on the numbers of tiles and threads, but tiles are independent, so results never depend on who runs what.
///
/// Waiting: spin, then yield, then park. Between runs the helpers are parked after at most `YIELD_NS`. Helpers are daemons, started
/// at the first run; they end when the owner becomes unreachable, so there is nothing to close.
final class Workers {
  static final int MAX_THREADS = 256;

  /// Enough that threads of unequal speed finish within a few percent of each other; a claim costs some 20 ns uncontended.
  private static final int CHUNKS_PER_THREAD = 8;

  // The word: bits [0, 16) hold the number of chunks left, bits [16, 32) the first of them; OVER between runs.
  private static final int CHUNK_BITS = 16;
  private static final long LEFT = (1L << CHUNK_BITS) - 1;
  private static final long FROM_FRONT = (1L << CHUNK_BITS) - 1;
  private static final long FROM_BACK = -1;
  private static final long OVER = Long.MIN_VALUE;

  // Two cache lines apart (adjacent lines are fetched in pairs): waiting threads poll OPEN, finishing ones write DONE.
  private static final int OPEN = 16;
  private static final int DONE = 32;
  private static final int SHARED_LONGS = 48;

  /// 19 microseconds on an AMD EPYC with AVX-512: longer than most serial calls, far shorter than a time slice.
  private static final int SPINS = 1000;
  /// A machine with fewer processors than threads has better things to do than to spin.
  private static final int SPINS_OVERSUBSCRIBED = 10;
  /// Waking a parked thread costs its waker some 5 to 50 microseconds, so parking pays only for waits well beyond that.
  private static final long YIELD_NS = 200_000;

  private static final Memory NO_MEMORY = new Memory();
  private static final Work NO_WORK = Work.of(0, Call.serial(0, new int[0], ""));

  private static final class Owners {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final Worker[] workers;
  private final int spins;
  private final AtomicLongArray shared = new AtomicLongArray(SHARED_LONGS);
  private volatile boolean stopped;
  private boolean started;

  // The run under way: written by the caller or by whoever finishes a call, read by those who claimed a chunk after that.
  private Work[] work = {};
  private Kernel[] kernels = {};
  private Memory memory = NO_MEMORY;
  private long @Nullable [] nanos;
  /// What the threads spent on each call of the chain that is open, while times are taken.
  private AtomicLongArray spent = new AtomicLongArray(0);
  private long lastEvent;
  private int next;
  private Work current = NO_WORK;
  private int chunks;
  private volatile @Nullable Failure failure;

  /// What went wrong first, and in which call.
  private record Failure(Throwable thrown, Call call) {}

  private static final class Worker {
    final int number;
    volatile @Nullable Thread thread;
    /// Set by this worker before it parks, cleared by whoever wakes it; a wake that comes too late does no harm.
    volatile boolean parked;
    boolean interrupted;

    Worker(int number) {
      this.number = number;
    }

    boolean isCaller() {
      return number == 0;
    }
  }

  private Workers(int threads) {
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker(i);
    }
    spins = threads > Runtime.getRuntime().availableProcessors() ? SPINS_OVERSUBSCRIBED : SPINS;
    shared.set(OPEN, OVER);
  }

  /// The caller and `threads - 1` helpers, which end when `owner` is unreachable. The owner must not be reachable from `work`.
  static Workers ownedBy(Object owner, int threads) {
    Workers workers = new Workers(threads);
    if (threads > 1) {
      Owners.CLEANER.register(owner, workers::stop);
    }
    return workers;
  }

  int threads() {
    return workers.length;
  }

  /// Runs all work in order and returns when no thread is in any of them. One caller at a time.
  ///
  /// What a kernel throws ends the run and comes back as a [KernelFailure] when all threads have stopped; the workers stay usable.
  /// An interrupt of the caller is kept for afterwards.
  /// Where `nanos` is given, `nanos[i]` grows by the time of call `i` of the plan.
  void run(Work[] work, Kernel[] kernels, Memory memory, long @Nullable [] nanos) {
    if (!started && workers.length > 1) {
      startHelpers();
    }
    this.work = work;
    this.kernels = kernels;
    this.memory = memory;
    this.nanos = nanos;
    this.lastEvent = nanos == null ? 0 : System.nanoTime();
    this.next = 0;
    this.failure = null;
    Worker caller = workers[0];
    caller.thread = Thread.currentThread();
    shared.set(OPEN, 0);
    advance();
    participate(caller);
    caller.thread = null;
    this.memory = NO_MEMORY; // helpers keep this object alive, it must not keep the owner's memory alive
    if (caller.interrupted) {
      caller.interrupted = false;
      Thread.currentThread().interrupt();
    }
    Failure failed = failure;
    if (failed != null) {
      throw new KernelFailure(failed.call(), failed.thrown());
    }
  }

  /// Ends the helpers; only when no run is under way.
  void stop() {
    stopped = true;
    wake(workers.length);
  }

  private void helperLoop(Worker self) {
    self.thread = Thread.currentThread();
    participate(self);
  }

  /// The caller takes part until the run is over, a helper until it is stopped.
  private void participate(Worker self) {
    while (true) {
      long open = shared.get(OPEN);
      int left = (int) (open & LEFT);
      if (left == 0) {
        if (self.isCaller() ? open == OVER : stopped) {
          return;
        }
        await(self);
        continue;
      }
      long rest = open + (self.isCaller() ? FROM_FRONT : FROM_BACK);
      if (shared.compareAndSet(OPEN, open, rest)) {
        // From here on this thread owns a chunk of the call that is open now, which cannot end before the chunk does. The word
        // may have gone through other values since it was read; it says the same thing again, so the claim holds.
        int first = (int) (open >>> CHUNK_BITS);
        runChunk(self.isCaller() ? first : first + left - 1);
      }
    }
  }

  private void runChunk(int chunk) {
    int count = chunks; // not to be read after the increment: the call may be over by then
    Work open = current;
    if (failure == null) {
      long tiles = open.tiles();
      run(open, (int) (tiles * chunk / count), (int) (tiles * (chunk + 1) / count));
    }
    if (shared.incrementAndGet(DONE) == count) {
      advance();
    }
  }

  private void run(Work open, int from, int to) {
    if (!open.isChain()) {
      run(open.calls()[0], from, to);
      return;
    }
    for (int tile = from; tile < to; tile++) {
      for (int m = 0; m < open.calls().length && failure == null; m++) {
        int parts = open.parts()[m];
        long start = nanos == null ? 0 : System.nanoTime();
        run(open.calls()[m], tile * parts, (tile + 1) * parts);
        if (nanos != null) {
          spent.addAndGet(m, System.nanoTime() - start);
        }
      }
    }
  }

  private void run(Call call, int from, int to) {
    try {
      kernels[call.kernel()].run(memory, call.args(), from, to);
    } catch (Throwable e) {
      fail(e, call);
    }
  }

  @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
  private synchronized void fail(Throwable thrown, Call call) {
    if (failure == null) {
      failure = new Failure(thrown, call);
    } else if (failure.thrown() != thrown) {
      failure.thrown().addSuppressed(thrown);
    }
  }

  /// Runs the serial calls that follow and opens the next shared one, or ends the run. By the one thread that has anything in hand.
  private void advance() {
    finishTiming();
    while (failure == null && next < work.length) {
      Work upcoming = work[next++];
      if (nanos != null && upcoming.isChain()) {
        spent = new AtomicLongArray(upcoming.calls().length);
      }
      if (workers.length > 1 && upcoming.shared()) {
        open(upcoming);
        return;
      }
      if (upcoming.tiles() > 0) {
        run(upcoming, 0, upcoming.tiles());
      }
      finishTiming();
    }
    shared.set(OPEN, OVER);
    if (workers[0].parked) {
      wake(workers[0]);
    }
  }

  /// Charges the time since the last event to the work that is over; to the calls of a chain in proportion to what threads spent on them.
  private void finishTiming() {
    long[] times = nanos;
    if (times != null && next > 0) {
      long now = System.nanoTime();
      Work over = work[next - 1];
      double all = 0;
      for (int m = 0; over.isChain() && m < over.calls().length; m++) {
        all += spent.get(m);
      }
      for (int m = 0; m < over.calls().length; m++) {
        times[over.first() + m] += all == 0 ? (now - lastEvent) / over.calls().length : Math.round((now - lastEvent) * (spent.get(m) / all));
      }
      lastEvent = now;
    }
  }

  private void open(Work upcoming) {
    current = upcoming;
    chunks = Math.min(upcoming.tiles(), workers.length * CHUNKS_PER_THREAD);
    shared.set(DONE, 0);
    shared.set(OPEN, chunks);
    wake(chunks - 1);
  }

  private void startHelpers() {
    started = true;
    for (int i = 1; i < workers.length; i++) {
      Worker helper = workers[i];
      Thread.ofPlatform().name("jacquard-worker-" + i).daemon().inheritInheritableThreadLocals(false)
          .start(() -> helperLoop(helper));
    }
  }

  /// Wakes up to `count` parked workers.
  private void wake(int count) {
    int woken = 0;
    for (int i = 0; i < workers.length && woken < count; i++) {
      if (workers[i].parked) {
        wake(workers[i]);
        woken++;
      }
    }
  }

  private static void wake(Worker worker) {
    worker.parked = false;
    LockSupport.unpark(worker.thread);
  }

  private boolean hasNews(Worker self) {
    long open = shared.get(OPEN);
    return (open & LEFT) != 0 || (self.isCaller() ? open == OVER : stopped);
  }

  /// Returns when there may be something to do.
  @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy to other processes, nothing depends on it
  private void await(Worker self) {
    for (int i = 0; i < spins; i++) {
      if (hasNews(self)) {
        return;
      }
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < YIELD_NS) {
      if (hasNews(self)) {
        return;
      }
      Thread.yield();
    }
    // Either this thread sees the news after announcing itself, or whoever brings them sees it parked.
    self.parked = true;
    while (self.parked && !hasNews(self)) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        self.interrupted = true;
      }
    }
    self.parked = false;
  }
}
