package jacquard.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import jacquard.api.explore.ExplorerData;
import jacquard.api.explore.ModelExplorerJson;
import jacquard.api.explore.TraceJson;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.Explanation;
import jacquard.runtime.Call;
import jacquard.runtime.RunTrace;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is written for other viewers: Model Explorer's graphs by its types, traces by the fields that the format asks for.
@Tag("any-width") // nothing here depends on it
class ViewersTest {
  private static final Compilation LENET =
      Compiler.forVectors(256).keepingHistory().translate(ExplorerNetworksTest.graph("lenet5", "training"));

  private static List<JsonObject> objects(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false).map(JsonElement::getAsJsonObject).toList();
  }

  /// The schema of collections of graphs, or that of the type `name`.
  private static Schema schema(String name) throws IOException {
    try (var text = new InputStreamReader(Objects.requireNonNull(
        ViewersTest.class.getResourceAsStream("/explorer/model-explorer.schema.json")), StandardCharsets.UTF_8)) {
      JsonObject types = JsonParser.parseReader(text).getAsJsonObject();
      if (!name.isEmpty()) {
        List.of("type", "required", "additionalProperties", "properties").forEach(types::remove);
        types.addProperty("$ref", "#/$defs/" + name);
      }
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(types.toString(), InputFormat.JSON);
    }
  }

  private static List<String> faults(Schema schema, JsonElement document) {
    return schema.validate(document.toString(), InputFormat.JSON).stream().limit(5).map(Object::toString).toList();
  }

  @Test
  void modelExplorerGetsItsTypes() throws IOException {
    JsonObject data = ExplorerData.of("lenet5", LENET, LENET.explainNominally(2));
    JsonObject collection = ModelExplorerJson.of(data);
    Schema schema = schema("");
    assertEquals(List.of(), faults(schema, collection));
    assertFalse(faults(schema, JsonParser.parseString(collection.toString().replace("namespace", "scope"))).isEmpty());
    List<JsonObject> graphs = objects(collection.get("graphs"));
    assertEquals(data.getAsJsonArray("stages").size(), graphs.size());
    for (JsonObject graph : graphs) {
      Set<String> ids = new HashSet<>();
      objects(graph.get("nodes")).forEach(n -> assertTrue(ids.add(n.get("id").getAsString()), "ids are unique"));
      objects(graph.get("nodes")).forEach(n -> objects(n.get("incomingEdges"))
          .forEach(e -> assertTrue(ids.contains(e.get("sourceNodeId").getAsString()), "edges start at nodes")));
    }
    assertTrue(objects(graphs.getLast().get("nodes")).stream().anyMatch(n -> n.get("namespace").getAsString().equals("backward/conv2")));
    List<String> ids = graphs.stream().map(g -> g.get("id").getAsString()).toList();
    assertEquals(ids.stream().sorted().toList(), ids, "the viewer's order is that of the passes");
    Map<String, JsonObject> values = ModelExplorerJson.nodeData(data);
    assertEquals(Set.of("time", "peak", "memory"), values.keySet());
    JsonObject times = values.getOrDefault("time", new JsonObject()).getAsJsonObject(ids.getLast()).getAsJsonObject("results");
    Schema nodeData = schema("NodeDataProviderData");
    values.values().forEach(v -> assertEquals(List.of(), faults(nodeData, v)));
    assertFalse(faults(nodeData, times).isEmpty());
    Set<String> known = objects(graphs.getLast().get("nodes")).stream().map(n -> n.get("id").getAsString()).collect(Collectors.toSet());
    assertTrue(known.containsAll(times.keySet()), "values are of nodes");
    double sum = times.entrySet().stream().mapToDouble(e -> e.getValue().getAsJsonObject().get("value").getAsDouble()).sum();
    assertEquals(data.getAsJsonObject("explain").get("predictedNanos").getAsDouble() / 1e3, sum, 1e-6 * sum);
    JsonObject peaks = values.getOrDefault("peak", new JsonObject()).getAsJsonObject(ids.getLast()).getAsJsonObject("results");
    double operations = times.keySet().stream().mapToDouble(n -> 1e3 * value(times, n) * value(peaks, n)).sum()
        * data.getAsJsonObject("explain").get("gflops").getAsDouble();
    assertEquals(LENET.explainNominally(2).operations(), operations, 1e-6 * operations);
  }

  private static double value(JsonObject results, String node) {
    return results.getAsJsonObject(node).get("value").getAsDouble();
  }

  /// Every tile of every call runs once, and no thread does two things at once.
  @Test
  void aTraceHasAllThatRan() {
    RunTrace trace = LENET.trace(4, 2);
    List<Call> calls = LENET.program().plan(4).calls();
    Map<Integer, Integer> tiles = new HashMap<>();
    Map<Integer, Long> ends = new HashMap<>();
    for (RunTrace.Event event : trace.events()) {
      tiles.merge(event.call(), event.to() - event.from(), Integer::sum);
      assertTrue(event.start() >= ends.getOrDefault(event.thread(), 0L) && event.end() >= event.start(), event.toString());
      ends.put(event.thread(), event.end());
    }
    for (int i = 0; i < calls.size(); i++) {
      assertEquals(calls.get(i).tiles(), tiles.getOrDefault(i, 0), calls.get(i).label());
    }
    assertTrue(trace.nanos() > 0);
    fields(TraceJson.of(LENET, LENET.explainNominally(4), trace), trace, LENET.explainNominally(4));
  }

  private static void fields(JsonObject document, RunTrace trace, Explanation explained) {
    List<JsonObject> events = objects(document.get("traceEvents"));
    assertEquals("ns", document.get("displayTimeUnit").getAsString());
    Set<Integer> named = new HashSet<>();
    Set<Integer> used = new HashSet<>();
    int complete = 0;
    for (JsonObject event : events) {
      assertTrue(event.get("name").isJsonPrimitive() && event.get("pid").getAsInt() == 1, event.toString());
      int thread = event.get("tid").getAsInt();
      switch (event.get("ph").getAsString()) {
        case "M" -> {
          assertTrue(Set.of("process_name", "thread_name").contains(event.get("name").getAsString()), event.toString());
          assertFalse(event.getAsJsonObject("args").get("name").getAsString().isEmpty());
          named.add(thread);
        }
        case "X" -> {
          complete++;
          used.add(thread);
          assertTrue(event.get("ts").getAsDouble() >= 0 && event.get("dur").getAsDouble() >= 0, event.toString());
          int call = event.getAsJsonObject("args").get("call").getAsInt();
          assertEquals(explained.kernels().get(call).name(), event.get("name").getAsString());
        }
        case "C" -> assertTrue(event.getAsJsonObject("args").get("bytes taken").getAsLong() > 0 && event.get("ts").getAsDouble() >= 0);
        default -> throw new AssertionError(event.toString());
      }
    }
    assertEquals(trace.events().size(), complete);
    assertTrue(named.containsAll(used), "every track has a name");
  }
}
