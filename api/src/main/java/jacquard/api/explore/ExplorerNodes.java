package jacquard.api.explore;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// What others than the page read of an explorer's data: its stages with their nodes, and what their kernels cost.
final class ExplorerNodes {
  static final List<String> PHASES = List.of("forward", "backward", "update");
  private static final Pattern FUSED = Pattern.compile("\\{root=([a-z_0-9]+).*epilogue=(.*), dtype=\\w+}", Pattern.DOTALL);
  private static final Pattern MAP = Pattern.compile("\\{body=(.*), dtype=\\w+}", Pattern.DOTALL);
  /// The kernels of a Winograd convolution, known by the names of the loops over its tiles; `figures.js` has the same.
  private static final Map<String, Pattern> WINOGRAD = Map.of(
      "winograd: input tiles", Pattern.compile("table\\(idx\\(\\d+\\*a0 \\+ i0\\)"),
      "winograd: filters", Pattern.compile("table\\(idx\\(\\d+\\*a0 \\+ r0\\)"),
      "winograd: products", Pattern.compile(" out\\[n, (a\\d, )+o, .* = r0 \\* r1"),
      "winograd: output tiles", Pattern.compile("table\\(idx\\(\\d+\\*t0 \\+ a0\\)"));

  /// One node at one stage: its phase, empty but in training; the values it reads.
  record AtStage(int id, JsonObject node, String phase, List<Integer> inputs) {
    String text(String key) {
      JsonElement value = node.get(key);
      return value == null ? "" : value.getAsString();
    }

    /// The innermost layer, empty where there is none.
    String layer() {
      JsonArray layers = node.getAsJsonArray("layers");
      return layers == null ? "" : layers.get(0).getAsString();
    }

    /// The op, for a fused one its root and what follows.
    String label() {
      String attributes = text("attributes");
      Matcher fused = FUSED.matcher(attributes);
      Matcher map = MAP.matcher(attributes);
      String op = text("op");
      String winograd = op.equals("fused") || op.equals("generic") ? winograd(attributes) : "";
      return op.equals("fused") && fused.matches() ? (winograd.isEmpty() ? fused.group(1) : winograd) + " then " + fused.group(2)
          : op.equals("map") && map.matches() ? "map " + map.group(1)
          : !winograd.isEmpty() ? winograd : text("name").isEmpty() ? op : text("name");
    }

    private static String winograd(String attributes) {
      return WINOGRAD.entrySet().stream().filter(w -> w.getValue().matcher(attributes).find()).map(Map.Entry::getKey).findFirst()
          .orElse("");
    }
  }

  /// The kernels of a node: what they are, and what they cost together; of memory, the most bytes of the arena that are taken meanwhile.
  record Cost(List<String> kernels, double nanos, long operations, long bytes, long alive) {
    static final Cost NONE = new Cost(List.of(), 0, 0, 0, 0);

    Cost plus(Cost other) {
      var all = new ArrayList<>(kernels);
      all.addAll(other.kernels);
      return new Cost(all, nanos + other.nanos, operations + other.operations, bytes + other.bytes, Math.max(alive, other.alive));
    }
  }

  private final JsonObject data;

  ExplorerNodes(JsonObject data) {
    this.data = data;
  }

  private static List<JsonElement> list(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false).toList();
  }

  boolean isTraining() {
    return data.get("kind").getAsString().equals("training");
  }

  JsonObject explained() {
    return data.getAsJsonObject("explain");
  }

  /// The passes that made the stages; the first is the graph as given.
  List<String> passes() {
    return list(data.get("stages")).stream().map(s -> s.getAsJsonObject().get("pass")).map(p -> p == null ? "as given" : p.getAsString())
        .toList();
  }

  /// The nodes of every stage, in order.
  List<List<AtStage>> stages() {
    List<JsonElement> nodes = list(data.get("nodes"));
    Map<Integer, List<Integer>> inputs = new HashMap<>();
    var stages = new ArrayList<List<AtStage>>();
    for (JsonElement element : list(data.get("stages"))) {
      JsonObject stage = element.getAsJsonObject();
      JsonObject rewired = stage.getAsJsonObject("rewired");
      String phases = stage.get("phases").getAsString();
      var members = new ArrayList<AtStage>();
      for (JsonElement number : list(stage.get("nodes"))) {
        int id = number.getAsInt();
        JsonObject node = nodes.get(id).getAsJsonObject();
        JsonElement reads = rewired.get(Integer.toString(id));
        if (reads != null || !inputs.containsKey(id)) {
          inputs.put(id, list(reads == null ? node.get("inputs") : reads).stream().map(JsonElement::getAsInt).toList());
        }
        String phase = isTraining() ? PHASES.get(phases.charAt(members.size()) - '0') : "";
        members.add(new AtStage(id, node, phase, inputs.getOrDefault(id, List.of())));
      }
      stages.add(members);
    }
    return stages;
  }

  /// What the kernels of each node cost.
  Map<Integer, Cost> costs() {
    List<JsonElement> kernels = list(explained().get("kernels"));
    List<JsonElement> calls = list(data.get("calls"));
    long[] alive = alive(calls.size());
    Map<Integer, Cost> costs = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      JsonElement node = calls.get(i).getAsJsonObject().get("node");
      if (node != null) {
        JsonObject kernel = kernels.get(i).getAsJsonObject();
        JsonElement measured = kernel.get("measuredNanos");
        var cost = new Cost(List.of(kernel.get("kind").getAsString() + " " + kernel.get("schedule").getAsString()),
            (measured == null ? kernel.get("predictedNanos") : measured).getAsDouble(), kernel.get("operations").getAsLong(),
            kernel.get("bytes").getAsLong(), alive[i]);
        costs.merge(node.getAsInt(), cost, Cost::plus);
      }
    }
    return costs;
  }

  private long[] alive(int calls) {
    var alive = new long[calls];
    for (JsonElement element : list(data.get("memory"))) {
      JsonObject life = element.getAsJsonObject();
      for (int call = Math.max(0, life.get("first").getAsInt()); call <= Math.min(life.get("last").getAsInt(), calls - 1); call++) {
        alive[call] += life.get("bytes").getAsLong();
      }
    }
    return alive;
  }
}
