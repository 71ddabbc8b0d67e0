package jacquard.ir.text;

import jacquard.ir.Loc;
import jacquard.ir.graph.Graph;
import jacquard.ir.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Graphs as text that [Parser] reads back.
///
/// ```
/// graph @lenet5(%x: f32[N,1,28,28]) state(%conv1.weight: f32[6,1,5,5]) {
///   %0 = convolution %x, %conv1.weight {stride=[1,1], lo=[2,2], …} : f32[N,6,28,28] loc("Net.java":41 "conv1")
///   %1 = tanh %0 : f32[N,6,28,28] loc("Net.java":41 "conv1")
///   return logits=%1
///   next %conv1.weight=%2
/// }
/// ```
///
/// Every line says all about one value; names and numbers are those of [GraphWalk], so that equal graphs print equally.
public final class Printer {
  /// The longest first line; a longer one is split, one input or state per line.
  private static final int HEADER_COLUMNS = 120;

  private final GraphWalk walk;
  private final boolean locations;
  private final List<Line> lines = new ArrayList<>();

  /// What a line is about.
  public enum Part { HEADER, NODE, RETURN, NEXT, END }

  /// One line of the text, and the nodes it states.
  public record Line(Part part, List<Node> nodes, String text) {
    /// Whether this is the only or last line of its part, after which notes about the whole part belong.
    public boolean closes() {
      return part != Part.HEADER || text.endsWith("{");
    }
  }

  private Printer(Graph graph, boolean locations) {
    this.walk = new GraphWalk(graph);
    this.locations = locations;
  }

  /// The text with source locations.
  public static String print(Graph graph) {
    return text(lines(graph, true));
  }

  /// The text without source locations, as golden tests compare it.
  public static String canonical(Graph graph) {
    return text(lines(graph, false));
  }

  private static String text(List<Line> lines) {
    return lines.stream().map(Line::text).collect(Collectors.joining("\n", "", "\n"));
  }

  /// The text line by line, for those who write between the lines.
  public static List<Line> lines(Graph graph, boolean locations) {
    var printer = new Printer(graph, locations);
    printer.graph();
    return printer.lines;
  }

  private void graph() {
    header();
    walk.operations().forEach(n -> line(Part.NODE, List.of(n), "  " + operation(n)));
    Graph graph = walk.graph();
    if (!graph.outputs().isEmpty()) {
      line(Part.RETURN, List.of(), graph.outputs().entrySet().stream()
          .map(e -> Identifiers.text(e.getKey()) + "=" + walk.name(e.getValue())).collect(Collectors.joining(", ", "  return ", "")));
    }
    if (!graph.next().isEmpty()) {
      line(Part.NEXT, List.of(), graph.next().entrySet().stream().map(e -> walk.name(e.getKey()) + "=" + walk.name(e.getValue()))
          .collect(Collectors.joining(", ", "  next ", "")));
    }
    line(Part.END, List.of(), "}");
  }

  private void header() {
    Graph graph = walk.graph();
    List<Node> inputs = graph.inputs();
    List<Node> states = graph.states();
    String start = "graph @" + Identifiers.text(graph.name()) + "(";
    String oneLine = start + leaves(inputs) + ")" + (states.isEmpty() ? "" : " state(" + leaves(states) + ")") + " {";
    if (oneLine.length() <= HEADER_COLUMNS) {
      var all = new ArrayList<>(inputs);
      all.addAll(states);
      line(Part.HEADER, all, oneLine);
      return;
    }
    line(Part.HEADER, List.of(), start);
    leafLines(inputs);
    if (!states.isEmpty()) {
      line(Part.HEADER, List.of(), ") state(");
      leafLines(states);
    }
    line(Part.HEADER, List.of(), ") {");
  }

  private String leaves(List<Node> leaves) {
    return leaves.stream().map(this::leaf).collect(Collectors.joining(", "));
  }

  private void leafLines(List<Node> leaves) {
    for (Node leaf : leaves) {
      line(Part.HEADER, List.of(leaf), "    " + leaf(leaf) + (leaf == leaves.getLast() ? "" : ","));
    }
  }

  private String leaf(Node node) {
    return walk.name(node) + ": " + node.type() + location(node);
  }

  private String operation(Node node) {
    String inputs = node.inputs().stream().map(walk::name).collect(Collectors.joining(", ", " ", ""));
    String attributes = AttributeText.print(node.op());
    return walk.name(node) + " = " + node.op().mnemonic() + (node.inputs().isEmpty() ? "" : inputs)
        + (attributes.isEmpty() ? "" : " " + attributes) + " : " + node.type() + location(node);
  }

  private String location(Node node) {
    return !locations || node.loc().sites().isEmpty() ? ""
        : node.loc().sites().stream().map(Printer::site).collect(Collectors.joining(", ", " loc(", ")"));
  }

  private static String site(Loc.Site site) {
    String layer = site.layer();
    return Identifiers.quoted(site.file()) + ":" + site.line() + (layer == null ? "" : " " + Identifiers.quoted(layer));
  }

  private void line(Part part, List<Node> nodes, String text) {
    lines.add(new Line(part, nodes, text));
  }
}
