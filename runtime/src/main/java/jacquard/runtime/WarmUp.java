package jacquard.runtime;

import jacquard.ir.NdArray;
import jacquard.ir.TensorType;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Makes a program for vectors and brings its kernels through the compilers of the virtual machine while callers run it in its first form,
/// scalar code, which is fast from the first call on: a vector operation that is not compiled takes microseconds.
///
/// A thread that all programs of the process share, one after the other, has the program made and [rehearses][Rehearsal] its kernels on
/// zeros, in memory of its own; where one cannot be rehearsed, it runs the program until a run takes less time than one of the first form
/// on the same thread. From then on callers run the program itself. Both give the same bits, so that nobody can tell but by the clock.
final class WarmUp {
  /// Where the virtual machine compiles nothing any more, waiting for it makes nothing faster.
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final long IDLE_SECONDS = 10;
  /// Runs after a rehearsal, in which the virtual machine finds out what short runs did not show it.
  private static final int RUNS = 3;
  private static final ThreadPoolExecutor THREAD = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
      new LinkedBlockingQueue<>(), WarmUp::daemon);

  static {
    THREAD.allowCoreThreadTimeOut(true);
  }

  private final Executable first;
  private final Supplier<Executable> own;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Executable form;

  /// What `own` makes has the same constants in the same places as `first`, and neither has states.
  WarmUp(Executable first, Supplier<Executable> own) {
    this.first = first;
    this.own = own;
    this.form = first;
  }

  /// What callers run.
  Executable form() {
    return form;
  }

  /// Begins where it has not begun yet. Without a thread, callers stay with the first form, until one of them finds that there is a thread.
  void begin() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    var asked = new WeakReference<>(this);
    try {
      THREAD.execute(() -> run(asked));
    } catch (OutOfMemoryError e) {
      begun.set(false);
    }
  }

  /// Waits until it is over, at most this long; whether it is. An interrupt is kept for afterwards.
  boolean await(Duration longest) {
    begin();
    try {
      return over.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return over.getCount() == 0;
    }
  }

  /// Ends early where nobody holds the program any more.
  private static void run(WeakReference<WarmUp> asked) {
    WarmUp warmed = asked.get();
    if (warmed == null) {
      return;
    }
    Executable first = warmed.first;
    Optional<Executable> own = warmed.made();
    warmed = null; // nobody else may hold it any more
    Optional<Executable> usable = own.filter(program -> warm(program, first, asked));
    warmed = asked.get();
    if (warmed != null) {
      warmed.end(usable);
    }
  }

  /// What cannot be made, callers do without, and whoever looks for the reason finds it in the log.
  private Optional<Executable> made() {
    try {
      return Optional.of(own.get());
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      stays(first, e);
      return Optional.empty();
    }
  }

  private static void stays(Executable first, Throwable reason) {
    System.getLogger("jacquard.runtime").log(System.Logger.Level.WARNING, first + " stays in scalar code", reason);
  }

  /// Whether callers may run the program: not where classes that its kernels need can no longer be loaded. What else goes wrong here goes
  /// wrong for callers too, and is told to them.
  private static boolean warm(Executable own, Executable first, WeakReference<WarmUp> asked) {
    long began = System.nanoTime();
    try {
      Context program = zeros(own);
      boolean rehearsed = rehearsed(program, () -> asked.get() != null && isInTime(began));
      for (int i = 0; rehearsed && i < RUNS; i++) {
        program.run(1);
      }
      Context other = rehearsed ? program : zeros(first);
      while (!rehearsed && asked.get() != null && nanos(program) >= nanos(other) && isInTime(began)) {
        Thread.onSpinWait();
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      if (e instanceof LinkageError || e.getCause() instanceof LinkageError) {
        stays(first, e);
        return false;
      }
      System.getLogger("jacquard.runtime").log(System.Logger.Level.DEBUG, "a warm-up ended early", e);
    }
    return true;
  }

  private static boolean isInTime(long began) {
    return System.nanoTime() - began < LONGEST_NANOS;
  }

  /// Whether the kernels are compiled now. The compilers of the virtual machine get a processor meanwhile: with two of them, callers run
  /// alone. A rehearsal that fails, which runs need not, leaves the program to be warmed by runs.
  private static boolean rehearsed(Context program, BooleanSupplier wanted) {
    Pool.OF_PROCESS.occupy();
    try {
      return program.rehearse(wanted);
    } catch (IndexOutOfBoundsException | IllegalStateException e) {
      System.getLogger("jacquard.runtime").log(System.Logger.Level.DEBUG, "a rehearsal failed", e);
      return false;
    } finally {
      Pool.OF_PROCESS.vacate();
    }
  }

  private void end(Optional<Executable> own) {
    form = own.orElse(first);
    over.countDown();
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "jacquard-warm-up");
    thread.setDaemon(true);
    return thread;
  }

  private static Context zeros(Executable of) {
    var context = new Context(of, 1);
    for (Binding input : of.plan(1).inputs()) {
      TensorType type = input.type();
      context.setInput(input.name(), NdArray.zeros(type.shaped(type.shape().bound(1))));
    }
    return context;
  }

  private static long nanos(Context context) {
    long began = System.nanoTime();
    context.run(1);
    return System.nanoTime() - began;
  }
}
