package jacquard.api.explore;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Two programs compared layer by layer, as they run: what a layer computes with its shapes, its kernels, and what they cost. Numbers of
/// nodes, which shift with every change, do not count. `toString` lists the layers that differ.
///
/// Layers stand in the order of the first program, those of the second alone after the one that they follow there. In a training step a
/// layer is three: `forward conv1`, `backward conv1`, `update conv1`.
public record LayerDiff(Side a, Side b, List<Row> rows) {
  /// How a layer of the first program differs in the second; `KERNELS` where only how it runs does.
  public enum Change { SAME, ADDED, REMOVED, CHANGED, KERNELS }

  /// A program: what it is called, and the sums over all its kernels.
  public record Side(String title, int kernels, double nanos, long operations, long bytes, long arenaBytes) {
    private static Side of(JsonObject data) {
      JsonObject explained = data.getAsJsonObject("explain");
      String title = data.get("name").getAsString() + ", " + data.get("kind").getAsString() + ", batch "
          + explained.get("batch").getAsInt();
      return new Side(title, explained.getAsJsonArray("kernels").size(), explained.get("predictedNanos").getAsDouble(),
          explained.get("operations").getAsLong(), explained.get("bytes").getAsLong(),
          explained.getAsJsonObject("memory").get("arenaBytes").getAsLong());
    }
  }

  /// A layer in one program: a line for each value it computes, and a line for each kernel.
  public record Layer(List<String> values, List<String> kernels, double nanos, long operations, long bytes) {
    public Layer {
      values = List.copyOf(values);
      kernels = List.copyOf(kernels);
    }
  }

  /// A layer in both programs, null where one does not have it.
  public record Row(String layer, @Nullable Layer a, @Nullable Layer b) {
    public Change change() {
      return a == null ? Change.ADDED : b == null ? Change.REMOVED : !a.values().equals(b.values()) ? Change.CHANGED
          : !a.kernels().equals(b.kernels()) ? Change.KERNELS : Change.SAME;
    }
  }

  private static final double NANOS_PER_US = 1e3;

  public LayerDiff {
    rows = List.copyOf(rows);
  }

  /// Of the data of two explorers.
  public static LayerDiff of(JsonObject a, JsonObject b) {
    Map<String, Layer> first = layers(a);
    Map<String, Layer> second = layers(b);
    List<Row> rows = order(first.keySet(), second.keySet()).stream().map(name -> new Row(name, first.get(name), second.get(name))).toList();
    return new LayerDiff(Side.of(a), Side.of(b), rows);
  }

  private static Map<String, Layer> layers(JsonObject data) {
    var nodes = new ExplorerNodes(data);
    Map<Integer, ExplorerNodes.Cost> costs = nodes.costs();
    Map<String, List<ExplorerNodes.AtStage>> members = new LinkedHashMap<>();
    for (ExplorerNodes.AtStage node : nodes.stages().getLast()) {
      if (!Set.of("constant", "state").contains(node.text("kind"))) {
        String layer = node.layer().isEmpty() ? node.text("kind").equals("input") ? "inputs" : "no layer" : node.layer();
        String phase = node.phase().equals("forward") ? "" : node.phase(); // so that it compares with an inference
        members.computeIfAbsent((phase + " " + layer).strip(), name -> new ArrayList<>()).add(node);
      }
    }
    var layers = new LinkedHashMap<String, Layer>();
    members.forEach((name, of) -> {
      ExplorerNodes.Cost cost = of.stream().map(n -> costs.getOrDefault(n.id(), ExplorerNodes.Cost.NONE))
          .reduce(ExplorerNodes.Cost.NONE, ExplorerNodes.Cost::plus);
      layers.put(name, new Layer(of.stream().map(n -> n.label() + " : " + n.text("type")).toList(), cost.kernels(), cost.nanos(),
          cost.operations(), cost.bytes()));
    });
    return layers;
  }

  private static List<String> order(Set<String> a, Set<String> b) {
    var names = new ArrayList<>(a);
    int at = 0;
    for (String name : b) {
      int known = names.indexOf(name);
      if (known < 0) {
        names.add(at++, name);
      } else {
        at = known + 1;
      }
    }
    return new ArrayList<>(new LinkedHashSet<>(names));
  }

  /// The rows that differ.
  public List<Row> different() {
    return rows.stream().filter(r -> r.change() != Change.SAME).toList();
  }

  @Override
  public String toString() {
    var out = new StringBuilder();
    line(out, "A  %s", a.title());
    line(out, "B  %s", b.title());
    line(out, "");
    line(out, "%-22s  %18s  %18s", "whole program", "A", "B");
    line(out, "%-22s  %,18d  %,18d", "kernels", a.kernels(), b.kernels());
    line(out, "%-22s  %,18d  %,18d", "operations", a.operations(), b.operations());
    line(out, "%-22s  %,18d  %,18d", "bytes moved", a.bytes(), b.bytes());
    line(out, "%-22s  %,18.1f  %,18.1f", "predicted us, at least", a.nanos() / NANOS_PER_US, b.nanos() / NANOS_PER_US);
    line(out, "%-22s  %,18d  %,18d", "arena bytes", a.arenaBytes(), b.arenaBytes());
    line(out, "");
    List<Row> different = different();
    different.forEach(row -> row(out, row));
    line(out, "%d of %d layers differ", different.size(), rows.size());
    return out.toString();
  }

  private static void row(StringBuilder out, Row row) {
    Layer left = row.a();
    Layer right = row.b();
    line(out, "%s: %s", row.layer(), row.change() == Change.KERNELS ? "other kernels" : row.change().name().toLowerCase(Locale.ROOT));
    lines(out, left, right, Layer::values);
    if (row.change() == Change.KERNELS) {
      lines(out, left, right, Layer::kernels);
    }
    line(out, "    %s", figures(left) + " -> " + figures(right));
    line(out, "");
  }

  private static String figures(@Nullable Layer layer) {
    if (layer == null) {
      return "nothing";
    }
    int kernels = layer.kernels().size();
    return String.format(Locale.ROOT, "%d %s, %,d operations, %,d bytes, %,.1f us", kernels, kernels == 1 ? "kernel" : "kernels",
        layer.operations(), layer.bytes(), layer.nanos() / NANOS_PER_US);
  }

  /// Lines of one side alone; those of both are left out.
  private static void lines(StringBuilder out, @Nullable Layer a, @Nullable Layer b, Function<Layer, List<String>> of) {
    List<String> left = a == null ? List.of() : of.apply(a);
    List<String> right = b == null ? List.of() : of.apply(b);
    without(left, right).forEach(l -> line(out, "  - %s", l));
    without(right, left).forEach(l -> line(out, "  + %s", l));
  }

  private static List<String> without(List<String> lines, List<String> others) {
    var left = new ArrayList<>(others);
    return lines.stream().filter(l -> !left.remove(l)).toList();
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  /// `{"a": {"title", …}, "b", "layers": [{"layer", "change", "a": {"values", "kernels", "nanos", "operations", "bytes"}, "b"}]}`, all
  /// layers.
  public JsonObject json() {
    var document = new JsonObject();
    document.add("a", side(a));
    document.add("b", side(b));
    document.add("layers", Json.array(rows, row -> {
      var entry = new JsonObject();
      entry.addProperty("layer", row.layer());
      entry.addProperty("change", row.change().name().toLowerCase(Locale.ROOT));
      Layer left = row.a();
      Layer right = row.b();
      if (left != null) {
        entry.add("a", layer(left));
      }
      if (right != null) {
        entry.add("b", layer(right));
      }
      return entry;
    }));
    return document;
  }

  private static JsonObject side(Side side) {
    var entry = new JsonObject();
    entry.addProperty("title", side.title());
    entry.addProperty("kernels", side.kernels());
    entry.addProperty("predictedNanos", side.nanos());
    entry.addProperty("operations", side.operations());
    entry.addProperty("bytes", side.bytes());
    entry.addProperty("arenaBytes", side.arenaBytes());
    return entry;
  }

  private static JsonObject layer(Layer layer) {
    var entry = new JsonObject();
    entry.add("values", Json.strings(layer.values()));
    entry.add("kernels", Json.strings(layer.kernels()));
    entry.addProperty("nanos", layer.nanos());
    entry.addProperty("operations", layer.operations());
    entry.addProperty("bytes", layer.bytes());
    return entry;
  }
}
