package jacquard.api.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Turns Ctrl-C and SIGTERM into a request to stop, and keeps the process until the command has come to its end.
///
/// Both signals make the JVM run its shutdown hooks and then exit, whatever other threads do; the hook asks the command to stop and
/// waits for [#close]. Until the command says how it stops, it is interrupted, which ends what is read, drawn or compiled.
final class Signals implements AutoCloseable {
  /// More than a training step or the test after an epoch takes.
  private static final long PATIENCE_SECONDS = 60;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<Runnable> stop = new AtomicReference<>(Thread.currentThread()::interrupt);
  private final Thread hook = new Thread(this::signalled, "jacquard-stop");
  private volatile boolean stopping;

  Signals() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// From now on a signal runs `action`; one that came already runs it at once.
  void onStop(Runnable action) {
    stop.set(action);
    if (stopping) {
      action.run();
    }
  }

  private void signalled() {
    stopping = true;
    stop.get().run();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("jacquard: still busy, ending anyway");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The command is done; a process that is ending may end now.
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is running: a signal came, and was heard.
    }
  }
}
