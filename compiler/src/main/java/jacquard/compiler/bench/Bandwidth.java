package jacquard.compiler.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// How fast threads together copy memory that does not fit into caches: bytes read plus bytes written.
///
/// Source: McCalpin 1995, "Memory bandwidth and machine balance in current high performance computers" (STREAM), the kernel `Copy`.
public final class Bandwidth {
  private static final int BYTES = 1 << 27;
  private static final int LEAST_BYTES = 1 << 23;
  private static final int ROUNDS = 8;

  private Bandwidth() {}

  /// Gigabytes per second of `threads` threads; the best round counts, since everything that disturbs a round only slows it.
  public static double gigabytesPerSecond(int threads) {
    int elements = Math.max(LEAST_BYTES, BYTES / threads) / Float.BYTES;
    var copies = new ArrayList<Callable<Void>>();
    for (int t = 0; t < threads; t++) {
      float[] from = new float[elements];
      float[] to = new float[elements];
      Arrays.fill(from, t + 1f);
      copies.add(() -> {
        System.arraycopy(from, 0, to, 0, elements);
        return null;
      });
    }
    ThreadFactory daemons = Thread.ofPlatform().daemon().name("jacquard-bandwidth-", 0).factory();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads, daemons)) {
      return best(pool, copies, 2.0 * Float.BYTES * elements * threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Peak.interrupted(e);
    } catch (OutOfMemoryError e) {
      throw Peak.noThreads(threads, e);
    }
  }

  private static double best(ExecutorService pool, List<Callable<Void>> copies, double bytes) throws InterruptedException {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      pool.invokeAll(copies);
      best = Math.max(best, bytes / Math.max(1, System.nanoTime() - start));
    }
    return best;
  }
}
