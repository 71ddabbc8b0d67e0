package jacquard.api.run;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Gathers single examples of many callers into batches. Thread-safe; nothing to close, as no thread of its own waits: the first caller of
/// a batch waits for others, for a time, and runs it.
///
/// Errors: `predict/length`, and those of a run, which each caller of the batch gets.
public final class Gathering {
  private final UnaryOperator<float[]> program;
  private final int width;
  private final int most;
  private final long nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private Gathered open = new Gathered();

  /// For examples of `width` elements, of which `program` takes several in a row, and at most `most`; the first waits `nanos` for others.
  public Gathering(UnaryOperator<float[]> program, int width, int most, long nanos) {
    this.program = program;
    this.width = width;
    this.most = most;
    this.nanos = nanos;
  }

  /// The examples of one batch, in the order in which they came; `results` is there once it has run.
  private final class Gathered {
    final List<float[]> examples = new ArrayList<>();
    final Condition full = lock.newCondition();
    final CompletableFuture<float[]> results = new CompletableFuture<>();
  }

  /// The output for one example. An interrupt of the first caller of a batch ends its waiting, and is kept for afterwards.
  public float[] predict(float[] example) {
    if (UserError.given("the array of inputs", example).length != width) {
      throw UserError.of("predict/length").problem("the array does not hold one input").at(Loc.ofCaller())
          .got("%d elements", example.length).expected("%d", width).fix("call Program.predict for several in a row").build();
    }
    lock.lock();
    Gathered batch = open;
    int place = batch.examples.size();
    boolean interrupted;
    try {
      batch.examples.add(example);
      if (batch.examples.size() == most) {
        open = new Gathered();
        batch.full.signal();
      }
      interrupted = place == 0 && waitForOthers(batch);
    } finally {
      lock.unlock();
    }
    if (place == 0) {
      run(batch);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    float[] results = results(batch);
    int each = results.length / batch.examples.size();
    return Arrays.copyOfRange(results, place * each, (place + 1) * each);
  }

  /// Until `batch` is full or the time is over; whether an interrupt ended it.
  @SuppressWarnings("ReferenceEquality") // a batch is the open one, or not
  private boolean waitForOthers(Gathered batch) {
    long left = nanos;
    boolean interrupted = false;
    while (open == batch && left > 0 && !interrupted) {
      try {
        left = batch.full.awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (open == batch) {
      open = new Gathered();
    }
    return interrupted;
  }

  private void run(Gathered batch) {
    try {
      float[] inputs = new float[Math.multiplyExact(width, batch.examples.size())];
      for (int i = 0; i < batch.examples.size(); i++) {
        System.arraycopy(batch.examples.get(i), 0, inputs, i * width, width);
      }
      batch.results.complete(program.apply(inputs));
    } catch (Throwable e) {
      batch.results.completeExceptionally(e);
    }
  }

  private static float[] results(Gathered batch) {
    try {
      return batch.results.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }
}
