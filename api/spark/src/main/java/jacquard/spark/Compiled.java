package jacquard.spark;

import jacquard.api.Program;
import jacquard.api.shard.ShardJob;
import jacquard.api.shard.ShardWorker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.broadcast.Broadcast;

/// What this JVM has compiled: a program or worker for each model, shared by its tasks. The least recently used go, beyond a few.
public final class Compiled {
  private static final int MOST = 8;
  private static final AtomicInteger COMPILATIONS = new AtomicInteger();
  private static final Map<String, Object> KEPT = new LinkedHashMap<>(MOST, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Object> eldest) {
      return size() > MOST;
    }
  };

  private Compiled() {}

  /// How often something was compiled here.
  public static int compilations() {
    return COMPILATIONS.get();
  }

  static Program program(String id, Broadcast<ModelBytes> model, int threads) {
    return (Program) once(id, () -> model.value().open().compile(c -> c.threads(threads)));
  }

  static ShardWorker worker(String id, Broadcast<ShardJob> job, int threads) {
    return (ShardWorker) once(id, () -> ShardWorker.of(job.value(), threads));
  }

  private static Object once(String id, Supplier<Object> compilation) {
    synchronized (KEPT) {
      return KEPT.computeIfAbsent(id, i -> {
        COMPILATIONS.incrementAndGet();
        return compilation.get();
      });
    }
  }
}
