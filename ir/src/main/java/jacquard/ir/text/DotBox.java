package jacquard.ir.text;

import com.google.common.html.HtmlEscapers;
import jacquard.ir.graph.Node;
import jacquard.ir.graph.Op;
import jacquard.ir.op.Fused;
import jacquard.ir.op.shape.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A box of a picture: coloured rows of text, as the table Graphviz takes for a label.
final class DotBox {
  /// Longer texts, such as structures and formulas, would make boxes wider than the rest of the picture.
  private static final int COLUMNS = 52;
  /// Attributes that say nothing where each of their numbers is this: dense windows without padding, no groups.
  private static final Map<String, Integer> PLAIN = Map.of("stride", 1, "dilation", 1, "inputDilation", 1, "lo", 0, "hi", 0, "groups", 1,
      "batchGroups", 1);

  private final List<String> rows = new ArrayList<>();

  /// The op with its attributes; of a fused op, those of the root, and the epilogue in a row of its own.
  static DotBox of(String name, Node node) {
    var box = new DotBox();
    Op op = root(node.op());
    box.title(name + " " + op.mnemonic(), NodeKind.of(op).colour());
    box.attributes(Records.values(op), NodeKind.of(op).colour());
    if (node.op() instanceof Fused f) {
      box.row("then " + AttributeText.value(f.epilogue()), NodeKind.ELEMENTWISE.colour());
    }
    List<String> layers = node.loc().layers();
    if (layers.size() > 1) {
      box.row("of " + String.join(", ", layers), "#ffffff");
    }
    return box;
  }

  /// What an op does first: of a fused one, its root.
  static Op root(Op op) {
    return op instanceof Fused f ? f.root() : op;
  }

  private void attributes(Map<String, Object> attributes, String colour) {
    attributes.forEach((key, value) -> {
      if (value instanceof Window window) {
        attributes(Records.values(window), colour);
      } else if (!isPlain(key, value)) {
        row(key + "=" + AttributeText.value(value), colour);
      }
    });
  }

  /// The type stands on the edges, so an attribute with it says nothing either.
  private static boolean isPlain(String key, Object value) {
    Integer plain = PLAIN.get(key);
    boolean neutral = plain != null && (value.equals(plain) || value instanceof List<?> l && l.stream().allMatch(plain::equals));
    return neutral || key.equals("dtype") || key.equals("type");
  }

  DotBox title(String text, String colour) {
    rows.add("<tr><td bgcolor=\"" + colour + "\"><b>" + HtmlEscapers.htmlEscaper().escape(text) + "</b></td></tr>");
    return this;
  }

  DotBox row(String text, String colour) {
    rows.add("<tr><td align=\"left\" bgcolor=\"" + colour + "\">" + HtmlEscapers.htmlEscaper().escape(shortened(text)) + "</td></tr>");
    return this;
  }

  static String shortened(String text) {
    return text.length() <= COLUMNS ? text : text.substring(0, COLUMNS - 1) + "…";
  }

  String html() {
    return "<<table border=\"1\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"3\" color=\"#808080\">"
        + String.join("", rows) + "</table>>";
  }
}
