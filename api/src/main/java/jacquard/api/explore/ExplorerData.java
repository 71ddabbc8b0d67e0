package jacquard.api.explore;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import jacquard.compiler.Compilation;
import jacquard.compiler.Explanation;
import jacquard.compiler.PassHistory;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphPhases;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import jacquard.ir.text.AttributeText;
import jacquard.ir.text.GraphWalk;
import jacquard.ir.text.Identifiers;
import jacquard.ir.text.NodeKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// All that the explorer shows of a program, as one JSON document:
///
/// ```
/// {"jacquard": 1, "name", "graph": "lenet5", "kind": "training", "explain": …as explain --json…,
///  "nodes": [{"op", "attributes", "type", "kind", "name", "layers", "loc", "inputs": [0, 1]}, …],
///  "stages": [{"pass", "does", "numerics", "nanos", "rewrites", "nodes": [0, 1, …], "phases": "0012", "rewired": {"5": [2, 3]},
///              "outputs": {"loss": 7}, "next": [[3, 9]]}, …],
///  "runs": [{"pass", "does", "nanos", "rewrites", "stage": 3}], "misses": [{"node": 5, "pass", "reason"}],
///  "calls": [{"node": 7, "nest": 0, "class": 0}], "nests": ["nest …"], "classes": [{"name", "bytes", "calls": {"FloatVector.fma": 28},
///  "listing": "…gzip, base64…"}], "memory": [{"values", "type", "offset", "bytes", "first", "last"}]}
/// ```
///
/// A node has one number in all stages that it lives through ([NodeNumbers]); `inputs` are those of the first stage that has it, `rewired`
/// those of nodes that read others from a stage on. Stage 0 is the graph as given; the others are the passes that changed it. Calls are
/// those of `explain.kernels`, in order. Without a history there is one stage, the graph that runs.
public final class ExplorerData {
  private static final int VERSION = 1;

  private final Compilation compiled;
  private final Explanation explained;
  private final NodeNumbers numbers = new NodeNumbers();
  private final JsonArray stages = new JsonArray();
  private final JsonArray runs = new JsonArray();
  private final Map<Integer, List<Integer>> inputs = new HashMap<>();
  private Graph last;

  private ExplorerData(Compilation compiled, Explanation explained) {
    this.compiled = compiled;
    this.explained = explained;
    this.last = compiled.history().map(PassHistory::input).orElse(compiled.optimized());
  }

  /// The data of `compiled` as `explained`, which is of it. `name` is what the page calls it.
  public static JsonObject of(String name, Compilation compiled, Explanation explained) {
    return new ExplorerData(compiled, explained).document(name);
  }

  private JsonObject document(String name) {
    var document = new JsonObject();
    document.addProperty("jacquard", VERSION);
    document.addProperty("name", name);
    document.addProperty("graph", Identifiers.text(last.name()));
    document.addProperty("kind", kind(last));
    document.add("explain", ExplainDocument.of(explained));
    stages();
    document.add("nodes", Json.array(numbers.nodes(), this::node));
    document.add("stages", stages);
    document.add("runs", runs);
    document.add("misses", Json.array(compiled.history().map(PassHistory::misses).orElse(List.of()).stream()
        .filter(m -> numbers.find(m.node()).isPresent()).toList(), this::miss));
    new ExplorerKernels(compiled, explained.batch(), last, numbers).addTo(document);
    document.add("memory", Json.array(compiled.memory(explained.batch()), ExplorerKernels::life));
    return document;
  }

  private static String kind(Graph graph) {
    return !graph.next().isEmpty() ? "training" : graph.states().isEmpty() ? "inference" : "evaluation";
  }

  private void stages() {
    stages.add(stage(last));
    for (PassHistory.Run run : compiled.history().map(PassHistory::runs).orElse(List.of())) {
      JsonObject entry = run(run);
      runs.add(entry);
      if (run.result() != last) {
        last = run.result();
        JsonObject stage = stage(last);
        entry.asMap().forEach(stage::add);
        entry.addProperty("stage", stages.size());
        stage.addProperty("numerics", run.numerics());
        stages.add(stage);
      }
    }
  }

  private JsonObject stage(Graph graph) {
    numbers.follow(graph);
    var stage = new JsonObject();
    stage.add("nodes", Json.numbers(graph.nodes().stream().map(numbers::of).toList()));
    GraphPhases phases = GraphPhases.of(graph);
    stage.addProperty("phases", graph.nodes().stream().map(n -> Integer.toString(phases.of(n).ordinal())).collect(Collectors.joining()));
    var rewired = new JsonObject();
    for (Node node : graph.nodes()) {
      List<Integer> reads = node.inputs().stream().map(numbers::of).toList();
      List<Integer> before = inputs.put(numbers.of(node), reads);
      if (before != null && !before.equals(reads)) {
        rewired.add(Integer.toString(numbers.of(node)), Json.numbers(reads));
      }
    }
    stage.add("rewired", rewired);
    var outputs = new JsonObject();
    graph.outputs().forEach((name, node) -> outputs.addProperty(Identifiers.text(name), numbers.of(node)));
    stage.add("outputs", outputs);
    stage.add("next", Json.array(graph.next().entrySet(),
        n -> Json.numbers(List.of(numbers.of(n.getKey()), numbers.of(n.getValue())))));
    return stage;
  }

  private static JsonObject run(PassHistory.Run run) {
    var entry = new JsonObject();
    entry.addProperty("pass", run.pass());
    entry.addProperty("does", run.does());
    entry.addProperty("nanos", run.nanos());
    entry.addProperty("rewrites", run.rewrites());
    return entry;
  }

  private JsonObject miss(PassHistory.Miss miss) {
    var entry = new JsonObject();
    entry.addProperty("node", numbers.of(miss.node()));
    entry.addProperty("pass", miss.pass());
    entry.addProperty("reason", miss.reason());
    return entry;
  }

  private JsonObject node(Node node) {
    var entry = new JsonObject();
    entry.addProperty("op", node.op().mnemonic());
    entry.addProperty("kind", NodeKind.of(node.op()).name().toLowerCase(Locale.ROOT));
    if (node.op() instanceof Input || node.op() instanceof State) {
      entry.addProperty("name", GraphWalk.name(node.op()));
    } else {
      entry.addProperty("attributes", AttributeText.print(node.op()));
    }
    entry.addProperty("type", node.type().toString());
    if (!node.loc().layers().isEmpty()) {
      entry.add("layers", Json.strings(node.loc().layers()));
    }
    if (!node.loc().sites().isEmpty()) {
      entry.add("loc", Json.strings(places(node)));
    }
    entry.add("inputs", Json.numbers(node.inputs().stream().map(numbers::of).toList()));
    return entry;
  }

  private static Collection<String> places(Node node) {
    var places = new ArrayList<String>();
    node.loc().sites().stream().map(s -> s.file() + ":" + s.line()).distinct().forEach(places::add);
    return places;
  }
}
