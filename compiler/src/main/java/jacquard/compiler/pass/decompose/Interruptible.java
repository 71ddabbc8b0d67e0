package jacquard.compiler.pass.decompose;

import jacquard.ir.Interrupted;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs the decompositions of a linear algebra library, which take up to seconds and know no interrupts, so that the caller can be
/// interrupted: they run on a thread of their own, which the caller waits for or abandons.
///
/// An abandoned thread ends with the decomposition it is in; as a daemon it keeps no JVM. Where the system gives no thread, the caller runs
/// the work itself.
final class Interruptible {
  private Interruptible() {}

  /// What `work` gives or throws.
  ///
  /// Errors: [Interrupted].
  static <T> T call(Supplier<T> work) {
    Interrupted.check();
    var result = new AtomicReference<@Nullable T>();
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread thread = Thread.ofPlatform().daemon().name("jacquard-decomposition").unstarted(() -> {
      try {
        result.set(work.get());
      } catch (Throwable e) {
        failure.set(e);
      }
    });
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      return work.get();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt(); // stops at its next check
      Thread.currentThread().interrupt();
      Interrupted.check();
    }
    return result(result.get(), failure.get());
  }

  private static <T> T result(@Nullable T result, @Nullable Throwable failure) {
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> { }
    }
    if (result == null) {
      throw new IllegalStateException("neither a result nor a failure", failure);
    }
    return result;
  }
}
