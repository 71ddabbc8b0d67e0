package jacquard.ir.text;

import jacquard.ir.graph.Graph;
import jacquard.ir.graph.GraphPhases.Phase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A graph as a Mermaid flowchart, which GitHub and others draw in Markdown: a box for each layer, blocks folded ([FoldedGraph]).
///
/// Source   https://mermaid.js.org/syntax/flowchart.html: text in quotes, with entities for what would end it
public final class MermaidDump {
  /// Blocks and layers of no block are one box each.
  private static final int DEPTH = 1;

  private final FoldedGraph graph;
  private final StringBuilder out = new StringBuilder("flowchart TB\n");
  private final Map<String, String> ids = new HashMap<>();

  private MermaidDump(FoldedGraph graph) {
    this.graph = graph;
  }

  public static String print(Graph graph) {
    return print(graph, DEPTH);
  }

  /// With boxes for layers down to `depth` names.
  public static String print(Graph graph, int depth) {
    var dump = new MermaidDump(new FoldedGraph(graph, depth));
    dump.boxes();
    return dump.out.toString();
  }

  private void boxes() {
    List<FoldedGraph.Box> boxes = graph.boxes();
    boxes.forEach(b -> ids.put(b.id(), "b" + ids.size()));
    for (Phase phase : Phase.values()) {
      List<FoldedGraph.Box> own = boxes.stream().filter(b -> b.phase() == phase).toList();
      if (graph.isTraining() && !own.isEmpty()) {
        out.append("  subgraph ").append(FoldedGraph.title(phase)).append('\n');
      }
      String indent = graph.isTraining() ? "    " : "  ";
      own.forEach(b -> out.append(indent).append(ids.get(b.id())).append("[\"").append(text(b)).append("\"]\n"));
      if (graph.isTraining() && !own.isEmpty()) {
        out.append("  end\n");
      }
    }
    graph.edges().forEach(e -> out.append("  ").append(ids.get(e.from())).append(" -->|\"").append(escaped(e.label())).append("\"| ")
        .append(ids.get(e.to())).append('\n'));
  }

  private static String text(FoldedGraph.Box box) {
    var text = new StringBuilder("<b>").append(escaped(box.around().isEmpty() ? box.title()
        : String.join(".", box.around()) + "." + box.title())).append("</b>");
    box.lines().forEach(line -> text.append("<br>").append(escaped(line)));
    return text.toString();
  }

  /// Entities are `#` numbers; what is no letter, digit or plain sign becomes one.
  private static String escaped(String text) {
    var escaped = new StringBuilder();
    DotBox.shortened(text).codePoints().forEach(c -> {
      if (Character.isLetterOrDigit(c) || " .,_-:+/→…".indexOf(c) >= 0) {
        escaped.appendCodePoint(c);
      } else {
        escaped.append('#').append(c).append(';');
      }
    });
    return escaped.toString();
  }
}
