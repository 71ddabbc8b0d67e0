package jacquard.ir.text;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import jacquard.ir.op.Input;
import jacquard.ir.op.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A graph as a picture for Graphviz (`dot -Tsvg`): a box per node coloured by its kind, a frame per layer and
/// block, types on the edges.
///
/// Nodes are ranked over all frames at once (`newrank`): a gradient runs back through the frames of the layers, and ranks per frame would
/// form a cycle, for which `dot` fails with "trouble in init_rank".
///
/// Names and order are those of [GraphWalk]; a dashed edge leads from the next value of a state to the state.
public final class DotDump {
  /// Longer attributes, such as structures, would make boxes wider than the rest of the picture.
  private static final int ATTRIBUTE_COLUMNS = 48;

  private final GraphWalk walk;
  private final StringBuilder out = new StringBuilder();

  private DotDump(Graph graph) {
    this.walk = new GraphWalk(graph);
  }

  public static String print(Graph graph) {
    var dump = new DotDump(graph);
    dump.graph();
    return dump.out.toString();
  }

  private void graph() {
    line("digraph " + quoted(walk.graph().name()) + " {");
    line("  graph [newrank=true, fontname=\"Helvetica\", fontsize=12, nodesep=0.25, ranksep=0.35];");
    line("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11, color=\"#808080\", margin=\"0.12,0.06\"];");
    line("  edge [fontname=\"Helvetica\", fontsize=9, color=\"#606060\", arrowsize=0.7];");
    frames(walk.all(), "", "  ");
    for (Node node : walk.all()) {
      for (Node input : node.inputs()) {
        line("  " + edge(walk.name(input), walk.name(node)) + " [label=" + quoted(input.type().toString()) + "];");
      }
    }
    walk.graph().outputs().forEach((name, node) -> {
      line("  " + quoted("return " + name) + " [shape=plaintext, style=\"\"];");
      line("  " + edge(walk.name(node), "return " + name) + " [label=" + quoted(node.type().toString()) + "];");
    });
    walk.graph().next().forEach((state, value) ->
        line("  " + edge(walk.name(value), walk.name(state)) + " [label=\"next\", style=dashed, constraint=false];"));
    line("}");
  }

  /// `nodes` in frames by what follows `prefix` in the names of their layers, so that a block's layers stand within the block's frame;
  /// those of no layer without one.
  private void frames(List<Node> nodes, String prefix, String indent) {
    Map<String, List<Node>> parts = nodes.stream().collect(Collectors.groupingBy(n -> part(layer(n), prefix), LinkedHashMap::new,
        Collectors.toList()));
    parts.forEach((part, inner) -> {
      if (part.isEmpty()) {
        inner.forEach(n -> line(indent + box(n)));
        return;
      }
      line(indent + "subgraph " + quoted("cluster " + prefix + part) + " {");
      line(indent + "  label=" + quoted(part) + "; style=rounded; color=\"#c0c0c0\";");
      frames(inner, prefix + part + ".", indent + "  ");
      line(indent + "}");
    });
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

  private String box(Node node) {
    return quoted(walk.name(node)) + " [label=" + quoted(label(node)) + ", fillcolor=\"" + NodeKind.of(node.op()).colour() + "\"];";
  }

  private String label(Node node) {
    return switch (node.op()) {
      case Input i -> i.name() + "\n" + i.type();
      case State s -> s.name() + "\n" + s.type();
      default -> {
        var label = new StringBuilder(walk.name(node)).append(' ').append(node.op().mnemonic());
        Records.values(node.op()).forEach((key, value) -> label.append('\n').append(shortened(key + "=" + AttributeText.value(value))));
        yield label.toString();
      }
    };
  }

  private static String shortened(String text) {
    return text.length() <= ATTRIBUTE_COLUMNS ? text : text.substring(0, ATTRIBUTE_COLUMNS - 1) + "…";
  }

  private static String edge(String from, String to) {
    return quoted(from) + " -> " + quoted(to);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
