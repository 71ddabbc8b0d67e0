package jacquard.runtime;

import jacquard.ir.Interrupted;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// How the caller of a context and the helpers it engages from the [Pool] walk the calls of a plan together.
///
/// Nobody waits for a thread that has nothing in hand. The tiles of a shared call are cut into chunks; one word holds which are
/// left, and whoever has time claims one by compare-and-set, the caller from the front and helpers from the back (so that each
/// mostly meets the memory it wrote in the call before, see [TileGrid]). Whoever finishes the last chunk of a call runs the serial
/// calls that follow by itself and opens the next shared one. A helper that is descheduled between two chunks thus delays nothing,
/// one that wakes too late finds nothing to do, and without helpers the caller runs every call by itself.
///
/// Chunks depend on the numbers of tiles and threads, but tiles are independent, so results never depend on who runs what.
///
/// Waiting: spin, then yield, then park. After a run the helpers are parked or with others after at most `YIELD_NS`.
final class Workers {
  static final int MAX_THREADS = 256;
  /// The caller's number among the workers of a run.
  private static final int CALLER = 0;

  /// Enough that threads of unequal speed finish within a few percent of each other; a claim costs some 20 ns uncontended.
  private static final int CHUNKS_PER_THREAD = 8;

  // The word: bits [0, 16) hold the number of chunks left, bits [16, 32) the first of them, bits [32, 63) the number of the run; negative
  // between runs.
  private static final int CHUNK_BITS = 16;
  private static final int RUN_SHIFT = 2 * CHUNK_BITS;
  private static final long RUN = (1L << 31) - 1;
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
  private static final Call NO_CALL = Call.serial(0, new int[0], "");
  private static final Call[] NO_CALLS = {};
  private static final Kernel[] NO_KERNELS = {};

  private final Pool pool;
  private final int threads;
  private final int spins;
  private final AtomicLongArray shared = new AtomicLongArray(SHARED_LONGS);

  // The caller, while it runs.
  private volatile @Nullable Thread caller;
  /// Set by the caller before it parks, cleared by whoever wakes it; a wake that comes too late does no harm.
  private volatile boolean callerParked;
  private boolean callerInterrupted;

  /// Of the helpers with these workers, the first `helpers` were engaged for the run under way, or for the one before.
  private final Helper[] engaged;
  private int helpers;

  // The run under way: written by the caller or by whoever finishes a call, read by those who claimed a chunk after that.
  private Call[] calls = NO_CALLS;
  private Kernel[] kernels = NO_KERNELS;
  private Memory memory = NO_MEMORY;
  private long @Nullable [] nanos;
  private @Nullable RunTrace trace;
  private @Nullable CallListener listener;
  private long lastEvent;
  private long run;
  private int next;
  private Call current = NO_CALL;
  private int chunks;
  /// As [TileGrid#parts].
  private int parts;
  private volatile @Nullable Failure failure;

  /// What went wrong first, and in which call.
  private record Failure(Throwable thrown, Call call) {}

  /// The caller and up to `threads - 1` helpers.
  Workers(Pool pool, int threads) {
    this.pool = pool;
    this.threads = threads;
    this.engaged = new Helper[threads - 1];
    this.spins = pool.isOversubscribed() ? SPINS_OVERSUBSCRIBED : SPINS;
    shared.set(OPEN, OVER);
  }

  int threads() {
    return threads;
  }

  /// As below, without a trace.
  void run(Call[] calls, Kernel[] kernels, Memory memory, long @Nullable [] nanos) {
    run(calls, kernels, memory, nanos, null, null);
  }

  /// Runs all calls in order and returns when no thread is in any of them. One caller at a time.
  ///
  /// What a kernel throws ends the run and comes back as a [KernelFailure] when all threads have stopped; the workers stay usable.
  /// An interrupt of the caller is kept for afterwards.
  /// Where `nanos` is given, `nanos[i]` grows by the time of call `i`; where `trace` is, it hears of every piece of work, and `listener` of
  /// every call.
  void run(Call[] calls, Kernel[] kernels, Memory memory, long @Nullable [] nanos, @Nullable RunTrace trace,
      @Nullable CallListener listener) {
    // The run begins before helpers are engaged: one that finds no run under way leaves.
    this.run = (run + 1) & RUN;
    shared.set(OPEN, run << RUN_SHIFT);
    helpers = pool.engage(this, engaged, helpers, threads - 1);
    this.calls = calls;
    this.kernels = kernels;
    this.memory = memory;
    this.nanos = nanos;
    this.trace = trace;
    this.listener = listener;
    this.lastEvent = nanos == null ? 0 : System.nanoTime();
    this.next = 0;
    this.failure = null;
    caller = Thread.currentThread();
    advance(CALLER);
    takePart();
    caller = null;
    forgetRun();
    pool.release(this, engaged, helpers);
    if (callerInterrupted) {
      callerInterrupted = false;
      Thread.currentThread().interrupt();
    }
    Failure failed = failure;
    if (failed != null) {
      throw new KernelFailure(failed.call(), failed.thrown());
    }
  }

  /// A helper may keep this object alive for a while, one that slept through the run for seconds: neither the context's memory, nor what
  /// kernels hold, as those that pack weights do, may stay with it.
  private void forgetRun() {
    calls = NO_CALLS;
    kernels = NO_KERNELS;
    memory = NO_MEMORY;
    current = NO_CALL;
    nanos = null;
    trace = null;
    listener = null;
  }

  /// Runs all calls on the calling thread, tile by tile, for work that is done once and may be given up.
  ///
  /// Errors: [Interrupted], after which what was to be computed is half there.
  static void runInterruptibly(Call[] calls, Kernel[] kernels, Memory memory) {
    for (Call call : calls) {
      for (int tile = 0; tile < call.tiles(); tile++) {
        Interrupted.check();
        try {
          kernels[call.kernel()].run(memory, call.args(), tile, tile + 1);
        } catch (Throwable e) {
          throw new KernelFailure(call, e);
        }
      }
    }
  }

  /// Whether no run is under way.
  boolean isIdle() {
    return shared.get(OPEN) < 0;
  }

  /// Whether a chunk is left to be claimed.
  boolean hasChunks() {
    return (shared.get(OPEN) & LEFT) != 0;
  }

  /// The caller's part, until the run is over.
  private void takePart() {
    while (true) {
      long open = shared.get(OPEN);
      if (open < 0) {
        return;
      }
      if ((open & LEFT) == 0) {
        awaitAsCaller();
      } else if (shared.compareAndSet(OPEN, open, open + FROM_FRONT)) {
        runChunk(CALLER, (int) (open >>> CHUNK_BITS & LEFT));
      }
    }
  }

  /// A helper's part, for as long as it is with these workers.
  void help(Helper self) {
    while (true) {
      long open = shared.get(OPEN);
      // Asked after the word was read: a helper that is with these workers during a run was engaged for it, and the word tells the run.
      if (!self.isWith(this)) {
        return;
      }
      int left = (int) (open & LEFT);
      if (left == 0) {
        await(self);
      } else if (shared.compareAndSet(OPEN, open, open + FROM_BACK)) {
        // From here on this thread owns a chunk of the call that is open now, which cannot end before the chunk does. The word
        // may have gone through other values since it was read; it says the same thing again, so the claim holds.
        runChunk(self.number, (int) (open >>> CHUNK_BITS & LEFT) + left - 1);
      }
    }
  }

  private void runChunk(int worker, int chunk) {
    int count = chunks; // not to be read after the increment: the call may be over by then
    Call call = current;
    if (failure == null) {
      TileGrid grid = call.grid();
      run(worker, call, grid.first(chunk, count, parts), grid.end(chunk, count, parts));
    }
    if (shared.incrementAndGet(DONE) == count) {
      advance(worker);
    }
  }

  /// Runs tiles on the thread of `worker`: [#CALLER], or a helper's number, which no other thread of a run has.
  private void run(int worker, Call call, int from, int to) {
    RunTrace traced = trace;
    long start = traced == null ? 0 : System.nanoTime();
    try {
      kernels[call.kernel()].run(memory(worker), call.args(), from, to);
    } catch (Throwable e) {
      fail(e, call);
    }
    if (traced != null) {
      traced.ran(next - 1, worker, from, to, start); // the call is over only when this piece is, and so is still the last one begun
    }
  }

  /// What kernels on the thread of `worker` read and write: the same for all.
  private Memory memory(int worker) {
    return memory;
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
  private void advance(int worker) {
    finishTiming();
    while (failure == null && next < calls.length) {
      Call call = calls[next++];
      if (listener != null) {
        listener.began(call);
      }
      if (helpers > 0 && call.isShared()) {
        open(call);
        return;
      }
      if (call.tiles() > 0) {
        run(worker, call, 0, call.tiles());
      }
      finishTiming();
    }
    shared.set(OPEN, OVER | run << RUN_SHIFT);
    wakeCaller();
  }

  /// The thread is read after the flag is cleared: the run may be over, and the next one have another caller, who then wakes for nothing.
  private boolean wakeCaller() {
    boolean waits = callerParked;
    if (waits) {
      callerParked = false;
      LockSupport.unpark(caller);
    }
    return waits;
  }

  /// Charges the time since the last event to the call that is over, and tells of its end.
  private void finishTiming() {
    if (listener != null && next > 0) {
      listener.ended();
    }
    if (nanos != null && next > 0) {
      long now = System.nanoTime();
      nanos[next - 1] += now - lastEvent;
      lastEvent = now;
    }
  }

  private void open(Call call) {
    current = call;
    TileGrid grid = call.grid();
    int taking = helpers + 1;
    parts = grid.parts(taking, CHUNKS_PER_THREAD, (int) LEFT);
    chunks = parts == 0 ? Math.min(grid.tiles(), taking * CHUNKS_PER_THREAD) : taking * grid.blocks() * parts;
    shared.set(DONE, 0);
    // Not to be read once the call is open: the run may be over by then.
    int count = chunks;
    int others = helpers;
    shared.set(OPEN, run << RUN_SHIFT | count);
    wake(count - 1, others);
  }

  /// Wakes up to `count` parked workers.
  private void wake(int count, int others) {
    int woken = count > 0 && wakeCaller() ? 1 : 0;
    for (int i = 0; i < others && woken < count; i++) {
      if (engaged[i].isParked() && engaged[i].isWith(this)) {
        engaged[i].wake();
        woken++;
      }
    }
  }

  /// Returns when there may be something to do, or the helper is with others.
  private void await(Helper self) {
    for (int i = 0; i < spins; i++) {
      if (hasChunks() || !self.isWith(this)) {
        return;
      }
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < YIELD_NS) {
      if (hasChunks() || !self.isWith(this)) {
        return;
      }
      yieldProcessor();
    }
    if (isIdle()) {
      self.leave(this);
    } else {
      self.parkIn(this);
    }
  }

  /// Returns when there may be something to do for the caller, or the run is over.
  private void awaitAsCaller() {
    for (int i = 0; i < spins; i++) {
      if (hasChunks() || isIdle()) {
        return;
      }
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < YIELD_NS) {
      if (hasChunks() || isIdle()) {
        return;
      }
      yieldProcessor();
    }
    // Either this thread sees the news after announcing itself, or whoever brings them sees it parked.
    callerParked = true;
    while (callerParked && !hasChunks() && !isIdle()) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        callerInterrupted = true;
      }
    }
    callerParked = false;
  }

  @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy to other processes, nothing depends on it
  private static void yieldProcessor() {
    Thread.yield();
  }
}
