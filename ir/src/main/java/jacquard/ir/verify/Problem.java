package jacquard.ir.verify;

import jacquard.ir.graph.Node;
import jacquard.ir.text.Printer;
import org.jspecify.annotations.Nullable;

/// A broken invariant: the line of the graph's text it belongs to, the node where it is one node's, the rule and what is wrong.
public record Problem(Printer.Part part, @Nullable Node node, String rule, String message) {
  /// Whether this is written under `line`.
  boolean belongsTo(Printer.Line line) {
    return part == line.part() && (node == null ? line.closes() : line.nodes().contains(node));
  }

  /// `declared f32[2], but relu gives f32[3] [type]`.
  @Override
  public String toString() {
    return message + " [" + rule + "]";
  }
}
