package jacquard.ir.text;

import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphPhases;
import jacquard.ir.graph.GraphPhases.Phase;
import jacquard.ir.graph.Input;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// A graph as a picture for Graphviz (`dot -Tsvg`): a box per operation, a frame per layer and block, types on the edges.
///
/// A box has a row for the op and its attributes, one for the epilogue of a fused op, one for each operand that is not drawn as an edge,
/// and one for each state whose next value it is. Rows instead of edges have
///
/// - states, constants and scalar inputs, which many boxes read and nothing computes;
/// - values that are read far below, as a gradient reads what the forward pass computed, or by many boxes: `dot` needs minutes for
///   hundreds of long edges, and nobody can follow them.
///
/// A layer's frame holds neighbouring operations only: the gradient of a layer stands in a frame of its own, under the same name. In a
/// training step the forward pass, the backward pass and the update are frames around them, and what one reads of another is a row, but for
/// what it starts from.
///
/// Folded, boxes are blocks and layers ([FoldedGraph]).
/// Nodes are ranked over all frames at once (`newrank`), since ranks per frame may form a cycle.
///
/// Names and order are those of [GraphWalk].
public final class DotDump {
  /// An edge that leads down over more ranks than this becomes a row; the branches and shortcuts of the built-in networks take less.
  private static final int LONGEST_EDGE = 10;
  /// A value of more readers than this becomes a row in each.
  private static final int MOST_EDGES = 12;
  /// The same for a scalar, such as a factor of an optimiser's step: what it is for is seen without the edge.
  private static final int MOST_SCALAR_EDGES = 2;
  private static final List<String> HEAD = List.of(
      "  graph [newrank=true, fontname=\"Helvetica\", fontsize=12, nodesep=0.25, ranksep=0.35];",
      "  node [shape=plain, fontname=\"Helvetica\", fontsize=11];",
      "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#606060\", arrowsize=0.7];");

  private final GraphWalk walk;
  private final StringBuilder out = new StringBuilder();
  private final Map<Node, Integer> ranks = new IdentityHashMap<>();
  private final Map<Node, Integer> readers = new IdentityHashMap<>();
  private final Map<Node, List<Node>> nextOf = new IdentityHashMap<>();
  private final Map<String, Integer> frames = new HashMap<>();
  private final GraphPhases phases;

  private DotDump(Graph graph) {
    this.walk = new GraphWalk(graph);
    this.phases = GraphPhases.of(graph);
    graph.nodes().forEach(n -> n.inputs().forEach(input -> readers.merge(input, 1, Integer::sum)));
    rank(graph.nodes());
    graph.next().forEach((state, value) -> nextOf.computeIfAbsent(value, v -> new ArrayList<>()).add(state));
  }

  /// Each node as far down as what it reads asks, then as far as those who read it allow: the view of an activation that only the gradient
  /// reads belongs there.
  private void rank(List<Node> nodes) {
    nodes.forEach(n -> ranks.put(n, 1 + n.inputs().stream().filter(this::mayHaveEdges).mapToInt(this::rank).max().orElse(0)));
    Map<Node, Integer> lowest = new IdentityHashMap<>();
    for (Node node : nodes.reversed()) {
      if (mayHaveEdges(node)) {
        ranks.merge(node, lowest.getOrDefault(node, 0) - 1, Math::max);
      }
      node.inputs().forEach(input -> lowest.merge(input, rank(node), Math::min));
    }
  }

  public static String print(Graph graph) {
    var dump = new DotDump(graph);
    dump.graph();
    return dump.out.toString();
  }

  /// With blocks and layers below `depth` names folded into boxes.
  public static String print(Graph graph, int depth) {
    var folded = new FoldedGraph(graph, depth);
    var out = new ArrayList<String>(List.of("digraph " + quoted(graph.name()) + " {"));
    out.addAll(HEAD);
    List<FoldedGraph.Box> boxes = folded.boxes();
    for (Phase phase : Phase.values()) {
      List<FoldedGraph.Box> own = boxes.stream().filter(b -> b.phase() == phase).toList();
      if (folded.isTraining() && !own.isEmpty()) {
        out.add("  subgraph " + quoted("cluster phase " + phase) + " {");
        out.add("  label=" + quoted(FoldedGraph.title(phase)) + "; style=rounded; color=\"#404040\"; fontsize=16;");
      }
      own.forEach(b -> out.add(framed(b)));
      if (folded.isTraining() && !own.isEmpty()) {
        out.add("  }");
      }
    }
    folded.edges().forEach(e -> out.add("  " + quoted(e.from()) + " -> " + quoted(e.to()) + " [label=" + quoted(e.label()) + "];"));
    out.add("}");
    return String.join("\n", out) + "\n";
  }

  /// A box within the frames of the blocks around it; Graphviz joins frames of one name.
  private static String framed(FoldedGraph.Box box) {
    var drawn = new DotBox().title(box.title(), NodeKind.VIEW.colour());
    box.lines().forEach(line -> drawn.row(line, "#ffffff"));
    String text = "  " + quoted(box.id()) + " [label=" + drawn.html() + "];";
    for (int i = box.around().size(); i > 0; i--) {
      String path = String.join(".", box.around().subList(0, i));
      text = "  subgraph " + quoted("cluster " + box.phase() + " " + path) + " { label=" + quoted(box.around().get(i - 1))
          + "; style=rounded; color=\"#a0a0a0\";" + text + " }";
    }
    return text;
  }

  private void graph() {
    line("digraph " + quoted(walk.graph().name()) + " {");
    HEAD.forEach(this::line);
    List<Node> drawn = walk.all().stream().filter(n -> !isLeaf(n)).toList();
    if (phases.isTraining()) {
      for (Phase phase : Phase.values()) {
        line("  subgraph " + quoted("cluster phase " + phase) + " {");
        line("    label=" + quoted(FoldedGraph.title(phase)) + "; style=rounded; color=\"#404040\"; fontsize=16;");
        frame(drawn.stream().filter(n -> phases.of(n) == phase).toList(), "", "    ");
        line("  }");
      }
    } else {
      frame(drawn, "", "  ");
    }
    for (Node node : drawn) {
      node.inputs().stream().filter(input -> isEdge(input, node)).forEach(input -> edge(input, walk.name(node)));
    }
    walk.graph().outputs().forEach((name, node) -> {
      var box = new DotBox().title("return " + name, "#ffffff");
      if (isLeaf(node)) {
        leaf(box, node);
      }
      line("  " + quoted("return " + name) + " [label=" + box.html() + "];");
      if (!isLeaf(node)) {
        edge(node, "return " + name);
      }
    });
    line("}");
  }

  /// What is shown inside its readers only.
  private static boolean isLeaf(Node node) {
    return node.op() instanceof State || node.op() instanceof Constant || node.op() instanceof Input i && i.type().rank() == 0;
  }

  private boolean isEdge(Node input, Node reader) {
    boolean isNear = rank(reader) - rank(input) <= LONGEST_EDGE;
    return mayHaveEdges(input) && isNear && (phases.of(input) == phases.of(reader) || startsPhase(reader));
  }

  /// Whether all that `node` reads is of other phases than its own.
  private boolean startsPhase(Node node) {
    return node.inputs().stream().noneMatch(i -> !isLeaf(i) && phases.of(i) == phases.of(node));
  }

  private boolean mayHaveEdges(Node node) {
    return !isLeaf(node) && readers.getOrDefault(node, 0) <= (node.type().rank() == 0 ? MOST_SCALAR_EDGES : MOST_EDGES);
  }

  private int rank(Node node) {
    return ranks.getOrDefault(node, 0);
  }

  /// `nodes` in frames by what follows `prefix` in the names of their layers, a frame for each run of neighbours of one layer, so that a
  /// block's layers stand within the block's frame; those of no layer without one.
  private void frame(List<Node> nodes, String prefix, String indent) {
    int from = 0;
    while (from < nodes.size()) {
      String part = part(layer(nodes.get(from)), prefix);
      int to = from + 1;
      while (to < nodes.size() && part(layer(nodes.get(to)), prefix).equals(part)) {
        to++;
      }
      List<Node> run = nodes.subList(from, to);
      if (part.isEmpty()) {
        run.forEach(n -> line(indent + quoted(walk.name(n)) + " [label=" + box(n).html() + "];"));
      } else {
        int repeated = frames.merge(prefix + part, 1, Integer::sum);
        line(indent + "subgraph " + quoted("cluster " + prefix + part + (repeated == 1 ? "" : " " + repeated)) + " {");
        line(indent + "  label=" + quoted(part) + "; style=rounded; color=\"#a0a0a0\";");
        frame(run, prefix + part + ".", indent + "  ");
        line(indent + "}");
      }
      from = to;
    }
  }

  private static String layer(Node node) {
    return node.loc().layers().stream().findFirst().orElse("");
  }

  /// What follows `prefix` in `layer` up to a dot; nothing where the name ends before.
  private static String part(String layer, String prefix) {
    if (layer.length() < prefix.length()) {
      return "";
    }
    int dot = layer.indexOf('.', prefix.length());
    return layer.substring(prefix.length(), dot < 0 ? layer.length() : dot);
  }

  private DotBox box(Node node) {
    if (node.op() instanceof Input i) {
      return new DotBox().title(i.name(), NodeKind.INPUT.colour());
    }
    var box = DotBox.of(walk.name(node), node);
    for (Node input : node.inputs()) {
      if (isLeaf(input)) {
        leaf(box, input);
      } else if (!isEdge(input, node)) {
        box.row("from " + walk.name(input) + "  " + input.type(), "#ffffff");
      }
    }
    nextOf.getOrDefault(node, List.of()).forEach(s -> box.row("next " + ((State) s.op()).name(), NodeKind.STATE.colour()));
    return box;
  }

  private void leaf(DotBox box, Node leaf) {
    String name = switch (leaf.op()) {
      case State s -> s.name();
      case Input i -> i.name();
      default -> walk.name(leaf) + " constant " + AttributeText.value(((Constant) leaf.op()).data());
    };
    box.row(name + "  " + leaf.type(), NodeKind.of(leaf.op()).colour());
  }

  private void edge(Node from, String to) {
    line("  " + quoted(walk.name(from)) + " -> " + quoted(to) + " [label=" + quoted(from.type().toString()) + "];");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
