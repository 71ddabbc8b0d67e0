package jacquard.ir.text;

import jacquard.ir.Loc;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.op.shape.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A graph as JSON, one node per line, names and order as in [GraphWalk]:
///
/// ```
/// {"graph": "lenet5", "inputs": ["%x"], "states": ["%conv1.weight"],
///  "nodes": [{"id": "%0", "op": "convolution", "kind": "contraction", "attributes": {"stride": [1,1], …},
///             "inputs": ["%x","%conv1.weight"], "type": "f32[N,6,28,28]", "layer": "conv1", "loc": [{"file", "line", "layer"}]}, …],
///  "outputs": {"logits": "%9"}, "next": {"%conv1.weight": "%30"}}
/// ```
///
/// Numbers, booleans, lists and nested records are JSON; every other attribute is the string the text form has.
/// The schema is `META-INF/jacquard/graph.schema.json`.
public final class JsonDump {
  private final GraphWalk walk;

  private JsonDump(Graph graph) {
    this.walk = new GraphWalk(graph);
  }

  public static String print(Graph graph) {
    return JsonWriter.write(new JsonDump(graph).graph());
  }

  private Map<String, Object> graph() {
    Graph graph = walk.graph();
    var outputs = new LinkedHashMap<String, Object>();
    graph.outputs().forEach((name, node) -> outputs.put(name, walk.name(node)));
    var next = new LinkedHashMap<String, Object>();
    graph.next().forEach((state, value) -> next.put(walk.name(state), walk.name(value)));
    var result = new LinkedHashMap<String, Object>();
    result.put("graph", graph.name());
    result.put("inputs", names(graph.inputs()));
    result.put("states", names(graph.states()));
    result.put("nodes", walk.all().stream().map(this::node).toList());
    result.put("outputs", outputs);
    result.put("next", next);
    return result;
  }

  private List<String> names(List<Node> nodes) {
    return nodes.stream().map(walk::name).toList();
  }

  private Map<String, Object> node(Node node) {
    var result = new LinkedHashMap<String, Object>();
    result.put("id", walk.name(node));
    result.put("op", node.op().mnemonic());
    result.put("kind", NodeKind.of(node.op()).name().toLowerCase(Locale.ROOT));
    result.put("attributes", attributes(node.op()));
    result.put("inputs", names(node.inputs()));
    result.put("type", node.type().toString());
    node.loc().layers().stream().findFirst().ifPresent(layer -> result.put("layer", layer));
    if (!node.loc().sites().isEmpty()) {
      result.put("loc", node.loc().sites().stream().map(JsonDump::site).toList());
    }
    return result;
  }

  private static Map<String, Object> attributes(Object instance) {
    var result = new LinkedHashMap<String, Object>();
    Records.values(instance).forEach((key, value) -> result.put(key, attribute(value)));
    return result;
  }

  private static Object attribute(Object value) {
    return switch (value) {
      case Integer i -> i;
      case Long l -> l;
      case Boolean b -> b;
      case Double d -> d;
      case List<?> l -> l;
      case String s -> s;
      case Window w -> attributes(w);
      default -> AttributeText.value(value);
    };
  }

  private static Map<String, Object> site(Loc.Site site) {
    var result = new LinkedHashMap<String, Object>();
    result.put("file", site.file());
    result.put("line", site.line());
    String layer = site.layer();
    if (layer != null) {
      result.put("layer", layer);
    }
    return result;
  }
}
