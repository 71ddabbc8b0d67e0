package jacquard.api.explore;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program for Google's Model Explorer: a collection with a graph for each pass that changed something, whose namespaces are phases,
/// blocks and layers, and as overlays of the last graph the time of nodes and the share of the arena that is taken while they run.
///
/// `overlays` stand in the graph, and alone in [#nodeData] for the viewer's own way to load node data.
///
/// Source   `input_graph.ts` and `types.ts` of google-ai-edge/model-explorer
public final class ModelExplorerJson {
  private static final String HOT = "#e5484d";
  private static final String COLD = "#ffffff";

  private final ExplorerNodes nodes;
  private final List<List<ExplorerNodes.AtStage>> stages;
  private final List<String> passes;

  private ModelExplorerJson(JsonObject data) {
    this.nodes = new ExplorerNodes(data);
    this.stages = nodes.stages();
    this.passes = nodes.passes();
  }

  /// The collection of graphs of an explorer's data.
  public static JsonObject of(JsonObject data) {
    var json = new ModelExplorerJson(data);
    var collection = new JsonObject();
    collection.addProperty("label", data.get("name").getAsString());
    var graphs = new JsonArray();
    for (int i = 0; i < json.stages.size(); i++) {
      graphs.add(json.graph(i));
    }
    collection.add("graphs", graphs);
    return collection;
  }

  /// The overlays of the last graph: by name, the values of its nodes.
  public static JsonObject nodeData(JsonObject data) {
    return new ModelExplorerJson(data).overlays();
  }

  private String id(int stage) {
    return stage + " " + passes.get(stage);
  }

  private JsonObject graph(int stage) {
    var graph = new JsonObject();
    graph.addProperty("id", id(stage));
    graph.add("nodes", Json.array(stages.get(stage), ModelExplorerJson::node));
    if (stage == stages.size() - 1) {
      graph.add("overlays", overlays());
    }
    return graph;
  }

  private static JsonObject node(ExplorerNodes.AtStage at) {
    var node = new JsonObject();
    node.addProperty("id", key(at.id()));
    node.addProperty("label", at.label());
    node.addProperty("namespace", namespace(at));
    var attrs = new JsonArray();
    attrs.add(attribute("op", at.text("op")));
    if (!at.text("attributes").isEmpty()) {
      attrs.add(attribute("attributes", at.text("attributes")));
    }
    node.add("attrs", attrs);
    var edges = new JsonArray();
    for (int i = 0; i < at.inputs().size(); i++) {
      var edge = new JsonObject();
      edge.addProperty("sourceNodeId", key(at.inputs().get(i)));
      edge.addProperty("sourceNodeOutputId", "0");
      edge.addProperty("targetNodeInputId", Integer.toString(i));
      edges.add(edge);
    }
    node.add("incomingEdges", edges);
    var output = new JsonObject();
    output.addProperty("id", "0");
    var type = new JsonArray();
    type.add(attribute("shape", at.text("type"))); // the viewer shows this one on edges
    output.add("attrs", type);
    var outputs = new JsonArray();
    outputs.add(output);
    node.add("outputsMetadata", outputs);
    return node;
  }

  private static String key(int id) {
    return "n" + id;
  }

  private static JsonObject attribute(String key, String value) {
    var attribute = new JsonObject();
    attribute.addProperty("key", key);
    attribute.addProperty("value", value);
    return attribute;
  }

  /// `forward/block1/conv1`: slashes separate what dots do in the names of layers.
  private static String namespace(ExplorerNodes.AtStage at) {
    var parts = new ArrayList<String>();
    parts.add(at.phase());
    parts.addAll(List.of(at.layer().replace('/', '∕').split("\\.")));
    return parts.stream().filter(p -> !p.isEmpty()).collect(Collectors.joining("/"));
  }

  private JsonObject overlays() {
    Map<Integer, ExplorerNodes.Cost> costs = nodes.costs();
    double arena = nodes.explained().getAsJsonObject("memory").get("arenaBytes").getAsDouble();
    boolean measured = nodes.explained().has("measuredNanos");
    var overlays = new JsonObject();
    Stream.of(Map.entry(measured ? "measured microseconds" : "predicted microseconds",
            (ToDoubleFunction<ExplorerNodes.Cost>) cost -> cost.nanos() / 1e3),
        Map.entry("share of peak", (ToDoubleFunction<ExplorerNodes.Cost>) cost -> cost.alive() / Math.max(1, arena)))
        .forEach(o -> overlays.add(o.getKey(), overlay(o.getKey(), costs, o.getValue())));
    return overlays;
  }

  private JsonObject overlay(String name, Map<Integer, ExplorerNodes.Cost> costs, ToDoubleFunction<ExplorerNodes.Cost> figure) {
    var results = new JsonObject();
    stages.getLast().stream().filter(n -> costs.containsKey(n.id())).forEach(n -> {
      var value = new JsonObject();
      value.addProperty("value", figure.applyAsDouble(costs.getOrDefault(n.id(), ExplorerNodes.Cost.NONE)));
      results.add(key(n.id()), value);
    });
    var graph = new JsonObject();
    graph.addProperty("name", name);
    graph.add("results", results);
    graph.add("gradient", Json.array(List.of(Map.entry(0, COLD), Map.entry(1, HOT)), stop -> {
      var item = new JsonObject();
      item.addProperty("stop", stop.getKey());
      item.addProperty("bgColor", stop.getValue());
      return item;
    }));
    var byGraph = new JsonObject();
    byGraph.add(id(stages.size() - 1), graph);
    return byGraph;
  }
}
