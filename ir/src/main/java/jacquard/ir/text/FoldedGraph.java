package jacquard.ir.text;

import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphPhases;
import jacquard.ir.graph.GraphPhases.Phase;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A graph with its blocks and layers as boxes: those below `depth` names are part of the box of their block. Of `block1.conv1`, depth 1
/// leaves `block1`, depth 2 both.
///
/// In a training step the forward pass, the backward pass and the update have boxes of their own. States, constants and numbers are not
/// shown, and between phases only what a box starts from that has nothing of its own phase: the rest of what gradients read of the forward
/// pass stands in the same layers.
final class FoldedGraph {
  /// Names of ops in a box; a block of many says how many more.
  private static final int MOST_OPS = 4;

  /// A box: its phase, the blocks around it, what it is called, and lines about it.
  record Box(String id, Phase phase, List<String> around, String title, List<String> lines) {
    Box {
      around = List.copyOf(around);
      lines = List.copyOf(lines);
    }
  }

  /// From box to box, with the type of what goes there, or how many values do.
  record Edge(String from, String to, String label) {}

  private final Graph graph;
  private final GraphWalk walk;
  private final GraphPhases phases;
  private final int depth;
  private final Map<String, List<Node>> members = new LinkedHashMap<>();
  private final Map<Node, String> homes = new IdentityHashMap<>();

  FoldedGraph(Graph graph, int depth) {
    this.graph = graph;
    this.walk = new GraphWalk(graph);
    this.phases = GraphPhases.of(graph);
    this.depth = depth;
    for (Node node : walk.all()) {
      if (!isLeaf(node)) {
        List<String> path = path(node);
        String key = phases.of(node) + " " + (path.isEmpty() || node.op() instanceof Input ? walk.name(node) : String.join(".", path));
        members.computeIfAbsent(key, k -> new ArrayList<>()).add(node);
        homes.put(node, key);
      }
    }
  }

  private static boolean isLeaf(Node node) {
    return node.op() instanceof State || node.op() instanceof Constant || node.op() instanceof Input && node.type().rank() == 0;
  }

  private List<String> path(Node node) {
    List<String> parts = node.loc().layers().stream().findFirst().map(l -> List.of(l.split("\\.", depth + 1))).orElse(List.of());
    return parts.subList(0, Math.min(depth, parts.size()));
  }

  boolean isTraining() {
    return phases.isTraining();
  }

  String name() {
    return graph.name();
  }

  /// In the order of their first nodes.
  List<Box> boxes() {
    var boxes = new ArrayList<Box>();
    members.forEach((key, nodes) -> boxes.add(box(key, nodes)));
    return boxes;
  }

  private Box box(String key, List<Node> nodes) {
    Node first = nodes.getFirst();
    List<String> path = first.op() instanceof Input ? List.of() : path(first);
    List<String> ops = nodes.stream().map(n -> DotBox.root(n.op()).mnemonic()).distinct().toList();
    String title = first.op() instanceof Input i ? i.name() : path.isEmpty() ? ops.getFirst() : path.getLast();
    var lines = new ArrayList<String>();
    if (!(first.op() instanceof Input) && !path.isEmpty()) {
      String more = ops.size() > MOST_OPS ? " and " + (ops.size() - MOST_OPS) + " more" : "";
      lines.add(String.join(", ", ops.subList(0, Math.min(MOST_OPS, ops.size()))) + more);
    }
    lines.add(leaving(nodes));
    List<String> next = graph.next().entrySet().stream().filter(n -> nodes.contains(n.getValue()))
        .map(n -> ((State) n.getKey().op()).name()).toList();
    if (!next.isEmpty()) {
      lines.add("next " + String.join(", ", next));
    }
    List<String> outputs = graph.outputs().entrySet().stream().filter(o -> nodes.contains(o.getValue())).map(Map.Entry::getKey).toList();
    if (!outputs.isEmpty()) {
      lines.add("returns " + String.join(", ", outputs));
    }
    return new Box(key, phases.of(first), path.isEmpty() ? List.of() : path.subList(0, path.size() - 1), title, lines);
  }

  /// The types of values that others read, or of the last.
  private String leaving(List<Node> nodes) {
    Set<Node> read = graph.nodes().stream().filter(n -> !nodes.contains(n)).flatMap(n -> n.inputs().stream()).filter(nodes::contains)
        .collect(Collectors.toCollection(LinkedHashSet::new));
    return (read.isEmpty() ? List.of(nodes.getLast()) : read).stream().map(n -> n.type().toString()).distinct().limit(2)
        .collect(Collectors.joining(", "));
  }

  List<Edge> edges() {
    Map<List<String>, Set<Node>> values = new LinkedHashMap<>();
    for (Node reader : walk.all()) {
      String to = homes.get(reader);
      for (Node input : to == null ? List.<Node>of() : reader.inputs()) {
        String from = homes.get(input);
        if (to != null && from != null && !from.equals(to) && input.type().rank() > 0) {
          values.computeIfAbsent(List.of(from, to), k -> new LinkedHashSet<>()).add(input);
        }
      }
    }
    Set<String> fed = values.keySet().stream().filter(e -> phase(e.get(0)).equals(phase(e.get(1)))).map(e -> e.get(1))
        .collect(Collectors.toSet());
    var edges = new ArrayList<Edge>();
    values.forEach((ends, nodes) -> {
      if (phase(ends.get(0)).equals(phase(ends.get(1))) || !fed.contains(ends.get(1))) {
        String label = nodes.size() == 1 ? nodes.iterator().next().type().toString() : nodes.size() + " values";
        edges.add(new Edge(ends.get(0), ends.get(1), label));
      }
    });
    return edges;
  }

  private static String phase(String key) {
    return key.substring(0, key.indexOf(' '));
  }

  static String title(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }
}
