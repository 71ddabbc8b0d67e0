package jacquard.api.explore;

import com.google.common.base.Strings;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// A program for Google's Model Explorer: a collection with a graph for each pass that changed something, whose namespaces are phases,
/// blocks and layers. The viewer sorts graphs by their ids, which begin with the number of the pass.
///
/// What the last graph's nodes cost stands in documents of its own, [#nodeData], each of which the viewer loads as a file of node data.
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
    collection.addProperty("graphSorting", "name_asc"); // else by their sizes
    var graphs = new JsonArray();
    for (int i = 0; i < json.stages.size(); i++) {
      graphs.add(json.graph(i));
    }
    collection.add("graphs", graphs);
    return collection;
  }

  /// Documents of values of the last graph's nodes: `time` in microseconds; `peak`, the share of the machine's peak at which they run; and
  /// `memory`, the share of the arena that is taken meanwhile.
  public static Map<String, JsonObject> nodeData(JsonObject data) {
    return new ModelExplorerJson(data).overlays();
  }

  /// As many digits as the last has, so that the order of the texts is that of the numbers.
  private String id(int stage) {
    int digits = Integer.toString(stages.size() - 1).length();
    return Strings.padStart(Integer.toString(stage), digits, '0') + " " + passes.get(stage);
  }

  private JsonObject graph(int stage) {
    var graph = new JsonObject();
    graph.addProperty("id", id(stage));
    graph.add("nodes", Json.array(stages.get(stage), ModelExplorerJson::node));
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

  private Map<String, JsonObject> overlays() {
    Map<Integer, ExplorerNodes.Cost> costs = nodes.costs();
    double arena = nodes.explained().getAsJsonObject("memory").get("arenaBytes").getAsDouble();
    boolean measured = nodes.explained().has("measuredNanos");
    var overlays = new LinkedHashMap<String, JsonObject>();
    overlays.put("time", overlay(measured ? "measured microseconds" : "predicted microseconds", costs, cost -> cost.nanos() / 1e3));
    double gflops = nodes.explained().get("gflops").getAsDouble();
    overlays.put("peak", overlay("share of peak", costs, cost -> cost.nanos() > 0 ? cost.operations() / cost.nanos() / gflops : 0));
    overlays.put("memory", overlay("share of the arena", costs, cost -> cost.alive() / Math.max(1, arena)));
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
