package jacquard.api.explore;

import com.google.gson.JsonObject;
import jacquard.compiler.CompileReport;
import jacquard.compiler.Explanation;
import java.util.Locale;

/// An explanation as the JSON of `explain --json`.
public final class ExplainDocument {
  private ExplainDocument() {}

  public static JsonObject of(Explanation explained) {
    var document = new JsonObject();
    document.addProperty("program", explained.program());
    document.addProperty("batch", explained.batch());
    document.addProperty("threads", explained.threads());
    document.addProperty("gflops", explained.gflops());
    document.addProperty("gigabytesPerSecond", explained.gigabytesPerSecond());
    document.add("kernels", Json.array(explained.kernels(), ExplainDocument::kernel));
    document.addProperty("reorders", explained.count(Explanation.Kind.REORDER));
    document.addProperty("operations", explained.operations());
    document.addProperty("bytes", explained.bytes());
    document.addProperty("predictedNanos", explained.predictedNanos());
    explained.measuredNanos().ifPresent(nanos -> document.addProperty("measuredNanos", nanos));
    var memory = new JsonObject();
    memory.addProperty("arenaBytes", explained.memory().arenaBytes());
    memory.addProperty("lowerBound", explained.memory().lowerBound());
    memory.addProperty("stateBytes", explained.memory().stateBytes());
    memory.addProperty("constantBytes", explained.memory().constantBytes());
    document.add("memory", memory);
    document.add("sections", Json.array(explained.report().sections(), ExplainDocument::section));
    document.add("missed", Json.array(explained.report().missed(), ExplainDocument::missed));
    document.add("passes", Json.array(explained.report().passes(), ExplainDocument::pass));
    return document;
  }

  private static JsonObject kernel(Explanation.Kernel kernel) {
    var entry = new JsonObject();
    entry.addProperty("name", kernel.name());
    entry.addProperty("kind", kernel.kind().name().toLowerCase(Locale.ROOT));
    entry.add("layers", Json.strings(kernel.layers()));
    entry.addProperty("schedule", kernel.schedule());
    entry.addProperty("operations", kernel.operations());
    entry.addProperty("bytes", kernel.bytes());
    entry.addProperty("limit", kernel.limit().name().toLowerCase(Locale.ROOT));
    entry.addProperty("predictedNanos", kernel.predictedNanos());
    kernel.measuredNanos().ifPresent(nanos -> entry.addProperty("measuredNanos", nanos));
    return entry;
  }

  private static JsonObject section(CompileReport.Section section) {
    var entry = new JsonObject();
    entry.addProperty("title", section.title());
    entry.add("lines", Json.strings(section.lines()));
    return entry;
  }

  private static JsonObject missed(CompileReport.Missed missed) {
    var entry = new JsonObject();
    entry.addProperty("pass", missed.pass());
    entry.addProperty("node", missed.node());
    entry.addProperty("reason", missed.reason());
    entry.addProperty("place", missed.place());
    return entry;
  }

  private static JsonObject pass(CompileReport.PassTime pass) {
    var entry = new JsonObject();
    entry.addProperty("pass", pass.pass());
    entry.addProperty("nanos", pass.nanos());
    entry.addProperty("rewrites", pass.rewrites());
    return entry;
  }
}
