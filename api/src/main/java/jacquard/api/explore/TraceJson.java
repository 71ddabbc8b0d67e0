package jacquard.api.explore;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.compiler.Compilation;
import jacquard.compiler.Explanation;
import jacquard.compiler.MemoryLife;
import jacquard.runtime.RunTrace;
import java.util.List;
import java.util.Locale;

/// One run as the trace events that Perfetto and `chrome://tracing` show: a track for each thread with the calls it took part in, and a
/// counter of the bytes of the arena that are taken.
///
/// Units    `ts` and `dur` are microseconds from the start of the run.
/// Source   Trace Event Format: complete events (`X`), counters (`C`), metadata (`M`).
public final class TraceJson {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final int PROCESS = 1;

  private final Compilation compiled;
  private final Explanation explained;
  private final JsonArray events = new JsonArray();

  private TraceJson(Compilation compiled, Explanation explained) {
    this.compiled = compiled;
    this.explained = explained;
  }

  /// The trace of a run of `compiled` at the batch size of `explained`, which is of it.
  public static JsonObject of(Compilation compiled, Explanation explained, RunTrace trace) {
    var json = new TraceJson(compiled, explained);
    json.threads(trace);
    json.work(trace);
    var document = new JsonObject();
    document.add("traceEvents", json.events);
    document.addProperty("displayTimeUnit", "ns");
    var other = new JsonObject();
    other.addProperty("program", explained.program());
    other.addProperty("batch", Integer.toString(explained.batch()));
    document.add("otherData", other);
    return document;
  }

  private void threads(RunTrace trace) {
    metadata("process_name", 0, explained.program());
    trace.events().stream().mapToInt(RunTrace.Event::thread).distinct().sorted()
        .forEach(thread -> metadata("thread_name", thread, thread == 0 ? "caller" : "helper " + thread));
  }

  private void metadata(String what, int thread, String name) {
    JsonObject event = event("M", what, thread);
    var args = new JsonObject();
    args.addProperty("name", name);
    event.add("args", args);
  }

  private JsonObject event(String phase, String name, int thread) {
    var event = new JsonObject();
    event.addProperty("ph", phase);
    event.addProperty("name", name);
    event.addProperty("pid", PROCESS);
    event.addProperty("tid", thread);
    events.add(event);
    return event;
  }

  private void work(RunTrace trace) {
    List<MemoryLife> lives = compiled.memory(explained.batch());
    int counted = -1;
    for (RunTrace.Event ran : trace.events()) {
      Explanation.Kernel kernel = explained.kernels().get(ran.call());
      JsonObject event = event("X", kernel.name(), ran.thread());
      event.addProperty("cat", kernel.kind().name().toLowerCase(Locale.ROOT));
      event.addProperty("ts", ran.start() / NANOS_PER_MICRO);
      event.addProperty("dur", (ran.end() - ran.start()) / NANOS_PER_MICRO);
      var args = new JsonObject();
      args.addProperty("call", ran.call());
      args.addProperty("tiles", ran.from() + " to " + ran.to());
      args.addProperty("layers", String.join(", ", kernel.layers()));
      args.addProperty("schedule", kernel.form());
      args.addProperty("operations", kernel.operations());
      args.addProperty("bytes", kernel.bytes());
      event.add("args", args);
      if (ran.call() > counted) {
        counted = ran.call();
        alive(lives, ran);
      }
    }
  }

  private void alive(List<MemoryLife> lives, RunTrace.Event ran) {
    JsonObject event = event("C", "arena", 0);
    event.addProperty("ts", ran.start() / NANOS_PER_MICRO);
    var args = new JsonObject();
    args.addProperty("bytes taken", lives.stream().filter(l -> l.first() <= ran.call() && ran.call() <= l.last())
        .mapToLong(MemoryLife::bytes).sum());
    event.add("args", args);
  }
}
